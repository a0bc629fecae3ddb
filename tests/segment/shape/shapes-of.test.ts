import { describe, expect, test } from 'vitest';
import type { CamMap } from '../../../src/cam/layer-tensors.js';
import { intersectionOverUnion, type Rectangle } from '../../../src/geometry/rectangle.js';
import type { Picture } from '../../../src/segment/picture.js';
import { isRefusal } from '../../../src/segment/shape/refusal.js';
import {
  PICTURE_SHAPES,
  shapeByPicture,
  type PictureShapeName,
} from '../../../src/segment/shape/shape-by-picture.js';
import { SHAPE_KINDS, shapesOf } from '../../../src/segment/shape/shapes-of.js';
import { seededNumbers } from '../../fixtures/build-model.js';

const NAMES = Object.keys(PICTURE_SHAPES) as PictureShapeName[];
const SIZE = 200;
const ELLIPSE = { x: 70, y: 55, width: 90, height: 60 };
const DRAFT = { x: 88, y: 62, width: 50, height: 62 };
const WHOLE = { x: 0, y: 0, width: SIZE, height: SIZE };

type Colour = readonly [red: number, green: number, blue: number];

const RED: Colour = [200, 60, 40];
const GREEN: Colour = [60, 140, 70];

const isInEllipse = (x: number, y: number): boolean => {
  const dx = (x + 0.5 - ELLIPSE.x - ELLIPSE.width / 2) / (ELLIPSE.width / 2);
  const dy = (y + 0.5 - ELLIPSE.y - ELLIPSE.height / 2) / (ELLIPSE.height / 2);
  return dx * dx + dy * dy < 1;
};

/** A noisy ellipse on a noisy ground that changes from side to side. */
function picture(inside: Colour, outside: Colour, noise = 12, alpha = 255): Picture {
  return drawn(isInEllipse, inside, outside, noise, alpha);
}

function drawn(
  isInside: (x: number, y: number) => boolean,
  inside = RED,
  outside = GREEN,
  noise = 12,
  alpha = 255,
): Picture {
  const numbers = seededNumbers(SIZE * SIZE * 3, 5);
  const data = new Uint8ClampedArray(SIZE * SIZE * 4);
  for (let y = 0, i = 0; y < SIZE; y++) {
    for (let x = 0; x < SIZE; x++, i++) {
      const colour = isInside(x, y) ? inside : outside;
      for (let c = 0; c < 3; c++) data[i * 4 + c] = colour[c] + noise * numbers[i * 3 + c] + x / 10;
      data[i * 4 + 3] = alpha;
    }
  }
  return { data, width: SIZE, height: SIZE };
}

/** A blob over a part of the ellipse, as a map of 13 x 13 cells has it. */
function blob(middleX = 112, middleY = 88, radius = 30): CamMap {
  const cells = 13;
  const data = Float32Array.from({ length: cells * cells }, (_, i) => {
    const x = ((i % cells) + 0.5) * (SIZE / cells);
    const y = (Math.floor(i / cells) + 0.5) * (SIZE / cells);
    return Math.exp(-(((x - middleX) / 32) ** 2) - ((y - middleY) / radius) ** 2);
  });
  return { data, width: cells, height: cells };
}

describe.each(NAMES)('by %s', (name) => {
  const shape = (of: Picture, map = blob(), box: Rectangle = DRAFT) => {
    const found = shapeByPicture(name, of, map, WHOLE, box);
    if (isRefusal(found)) throw new Error(`Refused: ${found}`);
    return found;
  };

  test.each([
    ['red on green', [200, 60, 40], [60, 140, 70]],
    ['dark on light', [50, 50, 55], [190, 190, 180]],
    ['light on dark', [220, 215, 200], [60, 70, 90]],
  ] as const)('an object that the map only touches gets its box: %s', (_, inside, outside) => {
    expect(intersectionOverUnion(DRAFT, ELLIPSE)).toBeLessThan(0.55);
    expect(intersectionOverUnion(shape(picture(inside, outside)).box, ELLIPSE)).toBeGreaterThan(0.9);
  });

  test('the mask covers what the box goes round', () => {
    const { mask, width, height, place } = shape(picture(RED, GREEN));
    const pixel = (place.width / width) * (place.height / height);
    const area = mask.reduce((sum, value) => sum + value, 0) * pixel;
    expect(area / ((Math.PI / 4) * ELLIPSE.width * ELLIPSE.height)).toBeCloseTo(1, 1);
  });

  test('a long thin object is followed beyond the surroundings of its draft', () => {
    const bar = { x: 24, y: 78, width: 150, height: 20 };
    const draft = { x: 60, y: 72, width: 90, height: 32 };
    const of = drawn((x, y) => x >= bar.x && x < bar.x + bar.width && y >= bar.y && y < bar.y + bar.height);
    // Good enough to accept; a pixel of what is looked at is 2 of the bar's 20.
    expect(intersectionOverUnion(shape(of, blob(103, 88, 14), draft).box, bar)).toBeGreaterThan(0.8);
  });

  test('says how well colours tell it from what surrounds it, and refuses where they do not', () => {
    expect(shape(picture(RED, GREEN)).contrast).toBeGreaterThan(0.8);
    const same = shapeByPicture(name, picture([90, 100, 90], [91, 100, 90], 20), blob(), WHOLE, DRAFT);
    expect(isRefusal(same)).toBe(true);
  });

  test('is the same each time', () => {
    const of = picture(RED, GREEN);
    expect(shape(of)).toEqual(shape(of));
  });
});

describe('candidates', () => {
  const spread = (): CamMap => ({ ...blob(), data: blob().data.map(Math.sqrt) });
  const candidates = (options = {}) =>
    shapesOf(DRAFT, blob(), spread(), picture(RED, GREEN), { rect: WHOLE, ...options });

  test('are one of each kind, in order', () => {
    const found = candidates();
    expect(found.map(({ kind }) => kind)).toEqual(['map', 'spread', 'colour', 'cut']);
    expect(found.map(({ refused }) => refused)).toEqual([undefined, undefined, undefined, undefined]);
    expect(found[0].box).toEqual(DRAFT);
    expect(found[1].box.width).toBeGreaterThan(DRAFT.width);
    expect(candidates({ kinds: ['cut'] })).toEqual(found.slice(3));
  });

  test('the draft is the candidate of the map that it was found in', () => {
    const [map, spreadOne] = candidates({ foundIn: 'spread' });
    expect(spreadOne.box).toEqual(DRAFT);
    expect(map.box).not.toEqual(DRAFT);
  });

  test('without a spread map its candidate is refused, and the draft stays', () => {
    const [, spreadOne] = shapesOf(DRAFT, blob(), undefined, picture(RED, GREEN), { rect: WHOLE });
    expect(spreadOne).toEqual({ kind: 'spread', box: DRAFT, refused: 'no-heat' });
  });

  const flat: CamMap = { data: new Float32Array(169).fill(0.4), width: 13, height: 13 };
  const nan: CamMap = { data: new Float32Array(169).fill(NaN), width: 13, height: 13 };
  const someNan: CamMap = { ...blob(), data: blob().data.map((value, i) => (i % 3 === 0 ? NaN : value)) };
  const infinite: CamMap = { ...blob(), data: blob().data.map((value, i) => (i === 80 ? Infinity : value)) };
  const negative: CamMap = { ...blob(), data: blob().data.map((value) => -value) };
  const one: CamMap = { data: Float32Array.of(1), width: 1, height: 1 };
  const none: CamMap = { data: new Float32Array(0), width: 0, height: 0 };
  const MAPS = { blob: blob(), flat, nan, someNan, infinite, negative, one, none };
  const dot: Picture = { data: new Uint8ClampedArray(4).fill(200), width: 1, height: 1 };
  const line: Picture = { data: new Uint8ClampedArray(1600).fill(200), width: 400, height: 1 };
  const noise = picture([128, 128, 128], [128, 128, 128], 127);
  const PICTURES = {
    usual: picture(RED, GREEN),
    'one colour': picture([90, 90, 90], [90, 90, 90], 0),
    black: { ...dot, data: new Uint8ClampedArray(SIZE * SIZE * 4), width: SIZE, height: SIZE },
    transparent: picture(RED, GREEN, 12, 0),
    noise,
    dot,
    line,
    nothing: { data: new Uint8ClampedArray(0), width: 0, height: 0 },
  };
  const DRAFTS: Record<string, Rectangle> = {
    usual: DRAFT,
    'two pixels': { x: 100, y: 80, width: 2, height: 1 },
    'at the edge': { x: 190, y: 0, width: 10, height: 90 },
    'off the picture': { x: 900, y: 0, width: 10, height: 9 },
    'larger than it': { x: -50, y: -50, width: 400, height: 400 },
    'without an area': { x: 50, y: 50, width: 0, height: 0 },
    'not a number': { x: 50, y: NaN, width: NaN, height: 0 },
    infinite: { x: -Infinity, y: 0, width: Infinity, height: 50 },
    negative: { x: 90, y: 90, width: -20, height: -20 },
  };
  const INPUTS = Object.entries(PICTURES).flatMap(([ofName, of]) =>
    Object.entries(MAPS).map(([mapName, map]) => ({ title: `${ofName}, map ${mapName}`, of, map })),
  );

  test.each(INPUTS)('never fail and never leave the picture: $title', ({ of, map }) => {
    for (const [name, draft] of Object.entries(DRAFTS)) {
      const rect = { x: 0, y: 0, width: of.width, height: of.height };
      const found = shapesOf(draft, map, map, of, { rect, side: 40 });
      expect(found.map(({ kind }) => kind)).toEqual([...SHAPE_KINDS]);
      for (const candidate of found) {
        if (candidate.refused || candidate.box === draft) {
          expect(candidate.box, name).toBe(draft);
          continue;
        }
        const { x, y, width, height } = candidate.box;
        expect(Math.min(x, y), name).toBeGreaterThanOrEqual(0);
        expect(x + width, name).toBeLessThanOrEqual(of.width + 1e-6);
        expect(y + height, name).toBeLessThanOrEqual(of.height + 1e-6);
        expect(intersectionOverUnion(candidate.box, draft), name).toBeGreaterThan(0.35);
      }
    }
  });

  test('of a picture of one colour are those of the maps', () => {
    const found = shapesOf(DRAFT, blob(), spread(), PICTURES['one colour'], { rect: WHOLE });
    expect(found.filter(({ refused }) => !refused).map(({ kind }) => kind)).toEqual(['map', 'spread']);
  });
});
