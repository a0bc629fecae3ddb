import { describe, expect, test } from 'vitest';
import { placePicture, toImage, toPicture } from '../../../src/components/stage/placement.js';

const box = { width: 200, height: 100 };
const square = { width: 50, height: 50 };
const large = { width: 400, height: 400 };

describe('placePicture', () => {
  test.each([
    ['fill', square, { x: 0, y: 0, width: 200, height: 100 }],
    ['contain', square, { x: 50, y: 0, width: 100, height: 100 }],
    ['cover', square, { x: 0, y: -50, width: 200, height: 200 }],
    ['none', square, { x: 75, y: 25, width: 50, height: 50 }],
    ['none', large, { x: -100, y: -150, width: 400, height: 400 }],
    ['scale-down', square, { x: 75, y: 25, width: 50, height: 50 }],
    ['scale-down', large, { x: 50, y: 0, width: 100, height: 100 }],
  ])('places a picture with object-fit %s', (fit, natural, expected) => {
    expect(placePicture(box, natural, fit, '50% 50%')).toEqual(expected);
  });

  test.each([
    ['0% 0%', 0, 0],
    ['100% 0%', 100, 0],
    ['10px 5px', 10, 5],
    ['25% 50%', 25, 0],
    ['calc(100% - 10px) 50%', 90, 0],
    ['calc(100% + 10px) calc(0% - 4px)', 110, -4],
  ])('places it at object-position %s', (position, x, y) => {
    expect(placePicture(box, square, 'contain', position)).toEqual({ x, y, width: 100, height: 100 });
  });

  test('fills the box while the picture has no size', () => {
    const nothing = { width: 0, height: 0 };
    expect(placePicture(box, nothing, 'contain', '50% 50%')).toEqual({ x: 0, y: 0, width: 200, height: 100 });
  });
});

test('pixels of the image map to the place of the picture and back', () => {
  const picture = { x: 50, y: 10, width: 100, height: 200 };
  const image = { width: 400, height: 400 };
  const onPage = toPicture({ x: 40, y: 100, width: 200, height: 100 }, image, picture);
  expect(onPage).toEqual({ x: 60, y: 60, width: 50, height: 50 });
  expect(toImage(onPage, image, picture)).toEqual({ x: 40, y: 100, width: 200, height: 100 });
});
