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

interface Hits {
  /** Points of a grid where the image is on top, but for our layer. */
  readonly image: string[];
  readonly layer: string[];
}

/** Leaves out points near the edge of the image, which may go either way: corners of the layer are made of short lines. */
function hits(root: HTMLElement): Hits {
  const layer = layerOf(overlayIn(root))!;
  const target = root.querySelector('img')!;
  const found: Hits = { image: [], layer: [] };
  const isOnImage = (x: number, y: number): boolean =>
    document.elementsFromPoint(x, y).find((element) => element !== layer) === target;
  for (let y = 7; y < 400; y += 12) {
    for (let x = 7; x < 500; x += 12) {
      const isImage = isOnImage(x, y);
      const around = [
        [-2, 0],
        [2, 0],
        [0, -2],
        [0, 2],
      ];
      if (around.some(([right, down]) => isOnImage(x + right, y + down) !== isImage)) continue;
      if (isImage) found.image.push(`${x},${y}`);
      if (document.elementsFromPoint(x, y).includes(layer)) found.layer.push(`${x},${y}`);
    }
  }
  return found;
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
  'a scaled container with rounded corners in per cent': {
    around: ['overflow:hidden;width:200px;height:160px;border-radius:30% 10%;scale:.8;border:6px solid'],
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
  'a container that is positioned': {
    around: ['overflow:hidden auto;width:200px;height:120px;position:relative'],
  },
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
    await editing(root);
    const { image, layer } = hits(root);
    expect(image.length).toBeGreaterThan(0);
    expect(layer).toEqual(image);
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
