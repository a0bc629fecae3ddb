import { describe, expect, test } from 'vitest';
import type { CamMap } from '../../src/cam/layer-tensors.js';
import { intersectionOverUnion, type Rectangle } from '../../src/geometry/rectangle.js';
import type { Picture } from '../../src/segment/picture.js';
import { SHAPES, shapeDraft, type ShapeName } from '../../src/segment/shapes.js';
import { seededNumbers } from '../fixtures/build-model.js';

const NAMES = Object.keys(SHAPES) as ShapeName[];
const SIZE = 200;
const ELLIPSE = { x: 70, y: 55, width: 90, height: 60 };
const DRAFT = { x: 88, y: 62, width: 50, height: 62 };
const WHOLE = { x: 0, y: 0, width: SIZE, height: SIZE };

type Colour = readonly [red: number, green: number, blue: number];

/** A noisy ellipse on a noisy ground that changes from side to side. */
function picture(inside: Colour, outside: Colour, noise = 12, alpha = 255): Picture {
  const numbers = seededNumbers(SIZE * SIZE * 3, 5);
  const data = new Uint8ClampedArray(SIZE * SIZE * 4);
  for (let y = 0, i = 0; y < SIZE; y++) {
    for (let x = 0; x < SIZE; x++, i++) {
      const dx = (x + 0.5 - ELLIPSE.x - ELLIPSE.width / 2) / (ELLIPSE.width / 2);
      const dy = (y + 0.5 - ELLIPSE.y - ELLIPSE.height / 2) / (ELLIPSE.height / 2);
      const colour = dx * dx + dy * dy < 1 ? inside : outside;
      for (let c = 0; c < 3; c++) data[i * 4 + c] = colour[c] + noise * numbers[i * 3 + c] + x / 10;
      data[i * 4 + 3] = alpha;
    }
  }
  return { data, width: SIZE, height: SIZE };
}

/** A blob over a part of the ellipse, as a map of 13 x 13 cells has it. */
function blob(): CamMap {
  const cells = 13;
  const data = Float32Array.from({ length: cells * cells }, (_, i) => {
    const x = ((i % cells) + 0.5) * (SIZE / cells);
    const y = (Math.floor(i / cells) + 0.5) * (SIZE / cells);
    return Math.exp(-(((x - 112) / 32) ** 2) - ((y - 88) / 30) ** 2);
  });
  return { data, width: cells, height: cells };
}

describe.each(NAMES)('by %s', (name) => {
  const shape = (of: Picture, map = blob(), box: Rectangle = DRAFT) => shapeDraft(name, of, map, WHOLE, box);

  test.each([
    ['red on green', [200, 60, 40], [60, 140, 70]],
    ['dark on light', [50, 50, 55], [190, 190, 180]],
    ['light on dark', [220, 215, 200], [60, 70, 90]],
  ] as const)('an object that the map only touches gets its box: %s', (_, inside, outside) => {
    expect(intersectionOverUnion(DRAFT, ELLIPSE)).toBeLessThan(0.55);
    expect(intersectionOverUnion(shape(picture(inside, outside))!.box, ELLIPSE)).toBeGreaterThan(0.9);
  });

  test('the mask covers what the box goes round', () => {
    const { mask, width, height, place } = shape(picture([200, 60, 40], [60, 140, 70]))!;
    const pixel = (place.width / width) * (place.height / height);
    const area = mask.reduce((sum, value) => sum + value, 0) * pixel;
    expect(area / ((Math.PI / 4) * ELLIPSE.width * ELLIPSE.height)).toBeCloseTo(1, 1);
  });

  test('is the same each time', () => {
    const of = picture([200, 60, 40], [60, 140, 70]);
    expect(shape(of)).toEqual(shape(of));
  });

  const flat: CamMap = { data: new Float32Array(169).fill(0.4), width: 13, height: 13 };
  const nan: CamMap = { data: new Float32Array(169).fill(NaN), width: 13, height: 13 };
  const one: CamMap = { data: Float32Array.of(1), width: 1, height: 1 };
  test.each([
    ['one colour', picture([90, 90, 90], [90, 90, 90], 0), blob(), DRAFT],
    ['a transparent picture', picture([200, 60, 40], [60, 140, 70], 12, 0), blob(), DRAFT],
    ['a flat map', picture([200, 60, 40], [60, 140, 70]), flat, DRAFT],
    ['NaN in the map', picture([200, 60, 40], [60, 140, 70]), nan, DRAFT],
    ['a map of one cell', picture([200, 60, 40], [60, 140, 70]), one, DRAFT],
    [
      'a draft of two pixels',
      picture([200, 60, 40], [60, 140, 70]),
      blob(),
      { x: 100, y: 80, width: 2, height: 1 },
    ],
    [
      'a draft at the edge',
      picture([200, 60, 40], [60, 140, 70]),
      blob(),
      { x: 190, y: 0, width: 10, height: 90 },
    ],
    [
      'a draft off the picture',
      picture([200, 60, 40], [60, 140, 70]),
      blob(),
      { x: 900, y: 0, width: 10, height: 9 },
    ],
    [
      'a draft larger than it',
      picture([200, 60, 40], [60, 140, 70]),
      blob(),
      { x: -50, y: -50, width: 400, height: 400 },
    ],
    [
      'a draft of nothing',
      picture([200, 60, 40], [60, 140, 70]),
      blob(),
      { x: 50, y: 50, width: NaN, height: 0 },
    ],
  ] as const)('never fails: %s', (_, of, map, box) => {
    const found = shape(of, map, box);
    if (found) expect(intersectionOverUnion(found.box, box)).toBeGreaterThan(0.35);
  });
});
