import { expect, test } from 'vitest';
import type { SaliencyOverlay } from '../../../src/components/define.js';
import { layerOf, mount, overlayIn, plainImage, until } from '../mount.js';
import { dragMouse } from './mouse.js';

/** Shown at half its size: one CSS pixel of the image is two of the file. */
const FILE = { width: 320, height: 200 };
const PICTURE = plainImage(FILE.width, FILE.height);
const SIZE = 'width:320px;height:200px;';

interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * An image, and over it a twin with marks: what the page does to the one it does to the other, so that the browser itself
 * says where a pixel of the image is.
 */
function scene(outer: string, own: string, attached: boolean): HTMLElement {
  const place = `position:absolute;left:0;top:0;${SIZE}margin:0;${own}`;
  const marks = [0, 1]
    .map(() => '<i class="mark" style="position:absolute;width:2px;height:2px"></i>')
    .join('');
  const image = `<img id="turned" src="${PICTURE}" style="${place}">`;
  const shown = attached
    ? image
    : `<saliency-overlay manual controls="none" style="position:static">${image}</saliency-overlay>`;
  const root = mount(
    `<div style="position:fixed;left:150px;top:150px;${SIZE}">
      <div style="${SIZE}${outer}"><div style="position:relative;${SIZE}">
        ${shown}<div class="twin" style="${place}pointer-events:none">${marks}</div>
      </div></div></div>
      ${attached ? '<saliency-overlay for="turned" manual controls="none"></saliency-overlay>' : ''}`,
  );
  return root;
}

/** Where a pixel of the file is on the page. */
function onPage(root: HTMLElement, { x, y }: Point): Point {
  const mark = root.querySelector<HTMLElement>('.mark')!;
  Object.assign(mark.style, { left: `${x - 1}px`, top: `${y - 1}px` });
  const rect = mark.getBoundingClientRect();
  // Mice go by whole pixels.
  return { x: Math.round(rect.x + rect.width / 2), y: Math.round(rect.y + rect.height / 2) };
}

async function ready(root: HTMLElement): Promise<SaliencyOverlay> {
  const overlay = overlayIn(root);
  await until(() => overlay.shownImageId !== undefined);
  overlay.editing = true;
  await until(() => layerOf(overlay)?.shadowRoot!.querySelector('.upper-canvas') instanceof HTMLElement);
  await rest(overlay);
  return overlay;
}

/** Waits until the layer has not moved for some frames. */
async function rest(overlay: SaliencyOverlay): Promise<void> {
  let last = '';
  let still = 0;
  await until(() => {
    const now = JSON.stringify(layerOf(overlay)?.getBoundingClientRect());
    still = now === last ? still + 1 : 0;
    last = now;
    return still > 6;
  });
}

async function expectExactDrag(root: HTMLElement, overlay: SaliencyOverlay): Promise<void> {
  const [from, to] = [
    { x: 40, y: 30 },
    { x: 250, y: 160 },
  ];
  await dragMouse(onPage(root, from), onPage(root, to));
  await until(() => overlay.boxes.length === 1);
  const [{ x, y, width, height }] = overlay.boxes;
  for (const [actual, expected] of [
    [x, 40],
    [y, 30],
    [x + width, 250],
    [y + height, 160],
  ]) {
    expect(Math.abs(actual - expected), JSON.stringify({ x, y, width, height })).toBeLessThan(1);
  }
}

test.each([
  'transform:rotate(90deg)',
  'transform:rotate(-137deg) scale(.8)',
  'transform:skewX(20deg)',
  'transform:rotate(25deg);transform-origin:10px 90px',
])('a box that is dragged with the mouse has the pixels of the file, in a parent with %s', async (turn) => {
  const root = scene(turn, '', true);
  await expectExactDrag(root, await ready(root));
});
