import { expect } from 'vitest';
import type { SaliencyOverlay } from '../../../src/components/define.js';
import { layerOf, mount, overlayIn, plainImage, until } from '../mount.js';
import { dragMouse } from './mouse.js';

/** Of the file; it is shown at its natural size. */
const FILE = { width: 320, height: 200 };
const PICTURE = plainImage(FILE.width, FILE.height);
const SIZE = 'width:320px;height:200px;';

interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Turns {
  /** Styles of an ancestor of the image. */
  readonly ancestor?: string;
  /** Styles of the image itself. */
  readonly own?: string;
  /** The image lies inside of the element, and not elsewhere in the page. */
  readonly isWrapped?: boolean;
}

/**
 * An image, and over it a twin with a mark: what the page does to the one it does to the other, so that the browser itself
 * says where a pixel of the image is.
 */
export function turnedScene({ ancestor = '', own = '', isWrapped = false }: Turns): HTMLElement {
  const place = `${SIZE}margin:0;display:block;${own};`;
  const image = `<img id="turned" src="${PICTURE}" style="${place}">`;
  const overlay = '<saliency-overlay manual controls="none" style="display:block"';
  const shown = isWrapped ? `${overlay}>${image}</saliency-overlay>` : image;
  return mount(
    `<div style="position:fixed;left:150px;top:150px;${SIZE}">
      <div class="ancestor" style="${SIZE}${ancestor}"><div style="position:relative;${SIZE}">
        ${shown}
        <div class="twin" style="position:absolute;left:0;top:0;${place}pointer-events:none">
          <i class="mark" style="position:absolute;width:2px;height:2px"></i>
        </div>
      </div></div></div>
      ${isWrapped ? '' : `${overlay} for="turned"></saliency-overlay>`}`,
  );
}

/** Where a pixel of the file is on the page, as near as a mouse gets to it: they go by whole pixels. */
export function onPage(root: HTMLElement, { x, y }: Point): Point {
  const mark = root.querySelector<HTMLElement>('.mark')!;
  Object.assign(mark.style, { left: `${x - 1}px`, top: `${y - 1}px` });
  const rect = mark.getBoundingClientRect();
  return { x: Math.round(rect.x + rect.width / 2), y: Math.round(rect.y + rect.height / 2) };
}

/** The element, as soon as boxes can be drawn on the image. */
export async function editing(root: HTMLElement): Promise<SaliencyOverlay> {
  const overlay = overlayIn(root);
  await until(() => overlay.shownImageId !== undefined);
  overlay.editing = true;
  await until(() => layerOf(overlay)?.shadowRoot!.querySelector('.upper-canvas') instanceof HTMLElement);
  await rest(overlay);
  return overlay;
}

/** Waits until the layer has not moved for some frames. */
export async function rest(overlay: SaliencyOverlay): Promise<void> {
  let last = '';
  let still = 0;
  await until(() => {
    const layer = layerOf(overlay)!;
    const now = JSON.stringify([layer.getBoundingClientRect(), layer.style.cssText]);
    still = now === last ? still + 1 : 0;
    last = now;
    return still > 6;
  });
}

interface CocoFile {
  readonly annotations: readonly { readonly bbox: readonly number[] }[];
}

/** The boxes that were accepted, as [left, top, right, bottom], out of the file that the element exports. */
export function exportedBoxes(overlay: SaliencyOverlay): number[][] {
  const file = JSON.parse(overlay.exportAnnotations('coco') as string) as CocoFile;
  return file.annotations.map(({ bbox: [x, y, width, height] }) => [x, y, x + width, y + height]);
}

const [FROM, TO]: readonly Point[] = [
  { x: 40, y: 30 },
  { x: 250, y: 160 },
];

/** Drags a box with the mouse between two pixels of the file, and reads it in an exported file. */
export async function expectExactDrag(root: HTMLElement, overlay: SaliencyOverlay): Promise<void> {
  const before = exportedBoxes(overlay).length;
  await dragMouse(onPage(root, FROM), onPage(root, TO));
  await until(() => exportedBoxes(overlay).length > before);
  const exported = exportedBoxes(overlay).at(-1)!;
  const off = [FROM.x, FROM.y, TO.x, TO.y].map((expected, i) => Math.abs(exported[i] - expected));
  expect(Math.max(...off), `exported as ${exported.join(', ')}`).toBeLessThan(1);
}
