import { expect, test } from 'vitest';
import { centreBox, edgeMap, randomMap } from '../../scripts/evaluate/baselines.js';

test('the edge map is high where a picture changes and zero where it is even', () => {
  const [width, height] = [8, 4];
  const pixels = new Uint8ClampedArray(4 * width * height);
  for (let i = 0; i < width * height; i++) pixels.fill(i % width < 6 ? 0 : 255, 4 * i, 4 * i + 4);
  const { data } = edgeMap(pixels, { width, height }, { width: 4, height: 1 });
  expect(data[0]).toBe(0);
  expect(data[1]).toBe(0);
  expect(data[2]).toBeGreaterThan(0);
  expect(data[3]).toBeCloseTo(data[2]);
});

test('a random map is the same for the same seed', () => {
  expect(randomMap(3, 2, 7)).toEqual(randomMap(3, 2, 7));
  expect(randomMap(3, 2, 7)).not.toEqual(randomMap(3, 2, 8));
});

test('the centre box has the middle of the image', () => {
  expect(centreBox({ width: 100, height: 60 }, 0.5)).toEqual({ x: 25, y: 15, width: 50, height: 30 });
});
