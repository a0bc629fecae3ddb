import { describe, expect, test } from 'vitest';
import type { InputSpec } from '../../src/models/model-card.js';
import { inputGeometry } from '../../src/pixels/input-geometry.js';
import { modelPixels } from '../../src/pixels/model-pixels.js';
import { resizePixels } from '../../src/pixels/resize-pixels.js';
import { arrayPixels, testPicture } from './array-pixels.js';

function specOf(parts: Partial<InputSpec>): InputSpec {
  return {
    ...{ name: 'image', layout: 'NCHW', width: 224, height: 224, channels: 'RGB' },
    ...{ range: [0, 1], mean: [0.5, 0.5, 0.5], std: [1, 1, 1], resize: 'crop' },
    ...parts,
  };
}

/** Sizes and offsets of torchvision's `Resize` and `CenterCrop`: int(size * long / short), int(round((long - crop) / 2)). */
describe('the short side is resized and the centre cut as torchvision does it', () => {
  test.each([
    [{ width: 500, height: 375 }, 0.875, { width: 341, height: 256 }, { x: 58, y: 16 }],
    [{ width: 375, height: 500 }, 0.875, { width: 256, height: 341 }, { x: 16, y: 58 }],
    [{ width: 301, height: 224 }, 1, { width: 301, height: 224 }, { x: 38, y: 0 }],
    [{ width: 303, height: 224 }, 1, { width: 303, height: 224 }, { x: 40, y: 0 }],
    [{ width: 100, height: 100 }, 0.95, { width: 235, height: 235 }, { x: 6, y: 6 }],
    [{ width: 100, height: 100 }, 0.949153, { width: 236, height: 236 }, { x: 6, y: 6 }],
  ])('%o at %d', (image, cropFraction, resized, corner) => {
    const found = inputGeometry(image, specOf({ cropFraction }));
    expect(found.resized).toEqual(resized);
    expect(found.part).toEqual({ ...corner, width: 224, height: 224 });
    expect(found.target).toEqual({ x: 0, y: 0, width: 224, height: 224 });
    expect(found.covered.x).toBeCloseTo((corner.x * image.width) / resized.width, 10);
    expect(found.covered.width).toBeCloseTo((224 * image.width) / resized.width, 10);
  });
});

test('a letterbox is resized to whole pixels, and its border is the neutral colour', () => {
  const image = { width: 50, height: 33 };
  const spec = specOf({ width: 16, height: 16, resize: 'letterbox' });
  const { resized, target } = inputGeometry(image, spec);
  expect(resized).toEqual({ width: 16, height: 11 });
  expect(target).toEqual({ x: 0, y: 2, width: 16, height: 11 });
  const source = arrayPixels(testPicture(image), image);
  const pixels = modelPixels(source, image, spec);
  const rgb = resizePixels(source, resized, { x: 0, y: 0, ...resized });
  for (let y = 0; y < 16; y++)
    for (let x = 0; x < 16; x++) {
      const at = 3 * ((y - 2) * 16 + x);
      const inside = y >= 2 && y < 13;
      const wanted = inside ? [...rgb.subarray(at, at + 3)] : [128, 128, 128];
      expect([...pixels.subarray(4 * (16 * y + x), 4 * (16 * y + x) + 4)]).toEqual([...wanted, 255]);
    }
});

test('a picture that is thinner than a pixel of the input keeps one', () => {
  const { resized } = inputGeometry({ width: 5000, height: 2 }, specOf({ resize: 'letterbox' }));
  expect(resized).toEqual({ width: 224, height: 1 });
});
