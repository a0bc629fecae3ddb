import { beforeAll, describe, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { layerOf, mount, overlayIn, plainImage, until } from '../mount.js';
import { clickMouse } from './mouse.js';
import { editing, rest } from './turned-scene.js';

const PICTURE = plainImage(320, 200);
/** Of the image, which lies at the left top of everything. */
const SIDE = { width: 320, height: 200 };

beforeAll(() => page.viewport(800, 600));

interface Scene {
  /** Around the image, outermost first: styles of the elements that contain it. */
  readonly around: readonly string[];
  readonly own?: string;
}

/** The image in its containers, its twin in a second page beside it, which the browser clips by itself. */
function scene({ around, own = '' }: Scene): HTMLElement {
  const inner = (content: string): string =>
    around.reduceRight((html, style) => `<div class="box" style="${style}">${html}</div>`, content);
  const size = `display:block;width:${SIDE.width}px;height:${SIDE.height}px;${own}`;
  return mount(`
    <div class="page" style="position:absolute;left:20px;top:20px;width:700px;height:500px;background:#eee">
      <div style="position:absolute;inset:0" class="first">
        ${inner(`<img id="clipped" src="${PICTURE}" style="${size}">`)}
      </div>
    </div>
    <saliency-overlay for="clipped" manual controls="none"></saliency-overlay>`);
}

/** Points of a grid where the image is hit, and those where the layer is. */
function hits(root: HTMLElement): { readonly image: string[]; readonly layer: string[] } {
  const layer = layerOf(overlayIn(root))!;
  const image: string[] = [];
  const onLayer: string[] = [];
  for (let y = 3; y < 590; y += 12) {
    for (let x = 3; x < 790; x += 12) {
      const found = document.elementsFromPoint(x, y);
      if (found.includes(root.querySelector('img')!)) image.push(`${x},${y}`);
      if (found.includes(layer)) onLayer.push(`${x},${y}`);
    }
  }
  return { image, layer: onLayer };
}

const CONTAINERS: Readonly<Record<string, Scene>> = {
  'overflow: hidden': { around: ['overflow:hidden;width:200px;height:120px'] },
  'overflow: auto': { around: ['overflow:auto;width:200px;height:120px'] },
  'overflow: scroll with a border and padding': {
    around: ['overflow:scroll;width:200px;height:120px;border:9px solid;padding:14px'],
  },
  'overflow: clip in one axis': { around: ['overflow-x:clip;width:200px;height:120px'] },
  'overflow: clip with a margin': {
    around: ['overflow:clip;overflow-clip-margin:20px;width:200px;height:120px'],
  },
  'contain: paint': { around: ['contain:paint;width:200px;height:120px'] },
  'contain: strict': { around: ['contain:strict;width:200px;height:120px'] },
  'content-visibility: auto': { around: ['content-visibility:auto;width:200px;height:120px'] },
  'clip-path: inset()': { around: ['clip-path:inset(20px 30px 40px 50px)'] },
  'clip-path: polygon()': { around: ['clip-path:polygon(10% 0, 90% 30%, 50% 100%)'] },
  'clip-path: circle()': { around: ['clip-path:circle(60px at 100px 80px);width:320px'] },
  'clip-path of the image itself': { around: [''], own: 'clip-path:circle(70px at 40% 50%)' },
  'rounded corners': { around: ['overflow:hidden;width:200px;height:160px;border-radius:80px'] },
  'rounded corners of the image itself': { around: [''], own: 'border-radius:90px' },
  'nested containers': {
    around: ['overflow:hidden;width:220px;height:90px', 'overflow:auto;width:140px;height:300px'],
  },
  'a container that is positioned': { around: ['overflow:auto;width:200px;height:120px;position:relative'] },
  'a container that is not, in one that is': {
    around: ['position:relative;overflow:hidden;width:260px;height:150px', 'overflow:auto;height:100px'],
  },
  'a turned container': { around: ['overflow:hidden;width:200px;height:120px;transform:rotate(20deg)'] },
  'an unpositioned container in a turned one': {
    around: ['transform:rotate(20deg);position:relative', 'overflow:hidden;width:200px;height:120px'],
  },
  'a turned image in a container': {
    around: ['overflow:hidden;width:200px;height:120px'],
    own: 'transform:rotate(30deg)',
  },
  'an absolute image that escapes the container': {
    around: ['position:relative', 'overflow:hidden;width:200px;height:120px'],
    own: 'position:absolute;left:10px;top:10px',
  },
  'a fixed image that escapes the container': {
    around: ['overflow:hidden;width:200px;height:120px;position:relative'],
    own: 'position:fixed;left:60px;top:70px',
  },
  'a fixed image in a container with a filter': {
    around: ['overflow:hidden;width:200px;height:120px;filter:blur(0)'],
    own: 'position:fixed;left:60px;top:70px',
  },
};

describe.each(Object.entries(CONTAINERS))('clips as the image is clipped: %s', (_, given) => {
  test('and leaves what is beside it to the page', async () => {
    const root = scene(given);
    const overlay = await editing(root);
    const { image, layer } = hits(root);
    expect(image.length).toBeGreaterThan(0);
    // A point of the grid on the edge itself, or on an arc that is made of lines, may go either way.
    const strays = layer.filter((point) => !image.includes(point));
    const missing = image.filter((point) => !layer.includes(point));
    expect(
      { strays: strays.length, missing: missing.length },
      `${strays.join(' ')} / ${missing.join(' ')}`,
    ).toEqual({
      strays: 0,
      missing: 0,
    });
    expect(overlay.editing).toBe(true);
  });
});

test('follows a container that is scrolled while boxes are edited, and leaves clicks beside it to the page', async () => {
  const root = scene({ around: ['overflow:auto;width:200px;height:120px'] });
  const overlay = await editing(root);
  const box = root.querySelector('.box')!;
  box.scrollTo(60, 50);
  await rest(overlay);
  const { image, layer } = hits(root);
  expect(layer).toEqual(image);

  const clicked: EventTarget[] = [];
  root.addEventListener('click', ({ target }) => clicked.push(target!));
  const { right, bottom } = box.getBoundingClientRect();
  await clickMouse({ x: right + 20, y: bottom - 60 });
  await clickMouse({ x: right - 60, y: bottom + 20 });
  await until(() => clicked.length === 2);
  expect(clicked).toEqual([root.querySelector('.first'), root.querySelector('.box')!.parentElement]);
});
