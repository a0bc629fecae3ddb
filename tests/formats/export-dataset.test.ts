import { describe, expect, test } from 'vitest';
import { exportDataset } from '../../src/formats/export-dataset.js';
import { jsonText } from '../../src/formats/json-text.js';
import { round, roundedBox } from '../../src/formats/round.js';
import { box, image } from './annotations.js';

const idsOf = (...args: Parameters<typeof exportDataset>): string[] =>
  exportDataset(...args).images.flatMap(({ boxes }) => boxes.map(({ draft }) => draft.id));

describe('which boxes', () => {
  const all = [
    image(
      box({ id: 'accepted', status: 'accepted', score: 0.4 }),
      box({ id: 'draft', status: 'draft' }),
      box({ id: 'rejected', status: 'rejected' }),
    ),
  ];
  test('accepted ones', () => expect(idsOf(all)).toEqual(['accepted']));
  test('drafts on request, rejected ones never', () => {
    expect(idsOf(all, { include: 'accepted-and-drafts' })).toEqual(['accepted', 'draft']);
  });
  test('from a score on', () => {
    expect(idsOf(all, { include: 'accepted-and-drafts', minScore: 0.5 })).toEqual(['draft']);
  });
});

describe('clipping', () => {
  test.each([
    ['inside', { x: 1, y: 2, width: 3, height: 4 }, [1, 2, 3, 4]],
    ['over the right and lower edge', { x: 630, y: 470, width: 50, height: 50 }, [630, 470, 10, 10]],
    ['over the left and upper edge', { x: -10, y: -20, width: 30, height: 40 }, [0, 0, 20, 20]],
    ['larger than the image', { x: -10, y: -10, width: 1000, height: 1000 }, [0, 0, 640, 480]],
  ])('%s', (_, rectangle, expected) => {
    const [{ x, y, width, height }] = exportDataset([image(box(rectangle))]).images[0].boxes;
    expect([x, y, width, height]).toEqual(expected);
  });
  test.each([
    ['outside', { x: 700, y: 0, width: 10, height: 10 }],
    ['touching the edge from outside', { x: 640, y: 0, width: 10, height: 10 }],
    ['without width', { x: 5, y: 5, width: 0, height: 10 }],
  ])('%s: left out', (_, rectangle) => {
    expect(exportDataset([image(box(rectangle))]).images[0].boxes).toEqual([]);
  });
  test('polygons too, and those of which nothing is left', () => {
    const [kept, dropped] = exportDataset([
      image(
        box({
          x: -10,
          y: 0,
          width: 20,
          height: 10,
          polygon: [
            [-10, 0],
            [10, 0],
            [10, 10],
            [-10, 10],
          ],
        }),
        box({
          polygon: [
            [-10, 0],
            [-5, 0],
            [-5, 10],
          ],
        }),
      ),
    ]).images[0].boxes;
    expect(kept.polygon).toEqual([
      [0, 0],
      [10, 0],
      [10, 10],
      [0, 10],
    ]);
    expect(dropped.polygon).toBeUndefined();
  });
});

describe('classes', () => {
  const two = [
    image(box({ label: 'zebra' })),
    image(box({ label: 'ant' }), box({ label: 'bee', status: 'rejected' })),
  ];
  const indices = (...args: Parameters<typeof exportDataset>): number[] =>
    exportDataset(...args).images.flatMap(({ boxes }) => boxes.map(({ classIndex }) => classIndex));

  test('those used, sorted', () => {
    expect(exportDataset(two).labels).toEqual(['ant', 'zebra']);
    expect(indices(two)).toEqual([1, 0]);
  });
  test('those declared, in their order, then the others', () => {
    expect(exportDataset(two, { labels: ['yak', 'zebra'] }).labels).toEqual(['yak', 'zebra', 'ant']);
    expect(indices(two, { labels: ['yak', 'zebra'] })).toEqual([1, 2]);
  });
  test('those of the annotations, each once', () => {
    const declared = two.map((annotations) => ({ ...annotations, labels: ['yak', 'ant'] }));
    expect(exportDataset(declared).labels).toEqual(['yak', 'ant', 'zebra']);
  });
  test('two of one name keep the numbers of all behind them', () => {
    const labels = ['crane', 'yak', 'crane', 'zebra', 'ant'];
    expect(exportDataset(two, { labels }).labels).toEqual(labels);
    expect(indices(two, { labels })).toEqual([3, 4]);
    const declared = two.map((annotations) => ({ ...annotations, labels }));
    expect(exportDataset(declared).labels).toEqual(labels);
    expect(exportDataset([image(box({ label: 'crane' }))], { labels }).images[0].boxes[0].classIndex).toBe(0);
  });
});

describe('numbers', () => {
  test.each([
    [1.2345, 3, 1.234],
    [1.2346, 3, 1.235],
    [-0.0001, 3, 0],
    [1e-9, 6, 0],
    [123456.7891, 2, 123456.79],
  ])('%d to %i decimals', (value, decimals, expected) => expect(round(value, decimals)).toBe(expected));
  test('a box that ends at the edge of the image still does', () => {
    const [x, , width] = roundedBox({ x: 0.33333, y: 0, width: 639.66667, height: 1 }, 2);
    expect(x + width).toBe(640);
  });
  test('lists of numbers stay on one line, whatever is around them', () => {
    expect(jsonText({ a: [1, -2.5, 3e-7], b: [], c: ['[\n1\n]'], d: [[1], [2, 3]], e: [true, null] })).toBe(`{
  "a": [1, -2.5, 3e-7],
  "b": [],
  "c": [
    "[\\n1\\n]"
  ],
  "d": [
    [1],
    [2, 3]
  ],
  "e": [
    true,
    null
  ]
}
`);
  });
});
