import { expect, test } from 'vitest';
import { measureTarget } from '../../../src/components/stage/measure-target.js';
import { mount, plainImage } from '../mount.js';

const PICTURE = plainImage(448, 320);

/** Lays a layer over an image again and again; returns what the last times said. */
function settle(width: number, wrapper: string): unknown[] {
  const root = mount(
    `<div style="position: relative; ${wrapper}"><img src="${PICTURE}" style="width: ${width}px"></div>`,
  );
  const image = root.querySelector('img')!;
  const layer = document.createElement('div');
  layer.style.position = 'absolute';
  image.after(layer);
  return Array.from({ length: 8 }, () => measureTarget(image, layer)).slice(4);
}

// Lengths that the browser rounds must not be corrected for ever: a canvas that is resized in every frame stays blank.
test.each([
  ['as it is', ''],
  ['at a fraction of a pixel', 'margin: 0.37px 0 0 10.61px'],
  ['scaled by the page', 'transform: scale(0.73); transform-origin: 3px 7px'],
])('an image of any width comes to rest, %s', async (_, wrapper) => {
  await Object.assign(new Image(), { src: PICTURE }).decode();
  const restless = Array.from({ length: 200 }, (_, index) => 500 + index * 0.7).filter((width) => {
    const [first, ...others] = settle(width, wrapper).map((measured) => JSON.stringify(measured));
    return others.some((other) => other !== first);
  });
  expect(restless).toEqual([]);
});
