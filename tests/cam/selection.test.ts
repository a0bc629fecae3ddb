import { describe, expect, test } from 'vitest';
import { CAM_METHODS, type CamMethodName } from '../../src/cam/cam-methods.js';
import type { CamMap } from '../../src/cam/layer-tensors.js';
import { regionFromCells, regionFromRectangle } from '../../src/cam/region.js';
import type { Selection } from '../../src/cam/selection.js';
import { layerTensors, randomTensor, relu } from './reference/tensors.js';

const names = Object.keys(CAM_METHODS) as CamMethodName[];
const sums = names.filter((name) => !name.startsWith('eigen-'));
/** Their maps are a maximum over the channels. */
const maxima: readonly CamMethodName[] = ['gradient', 'smooth-grad'];
const channelSums = sums.filter((name) => !maxima.includes(name));
const tensors = layerTensors(relu(randomTensor(71, 8, 4, 5)), randomTensor(72, 8, 4, 5));

const left = regionFromRectangle(
  { x: 0, y: 0, width: 2, height: 4 },
  { x: 0, y: 0, width: 5, height: 4 },
  4,
  5,
);
const right = left.map((value) => 1 - value);

function expectSum(parts: readonly CamMap[], whole: CamMap): void {
  const scale = Math.max(...whole.data.map(Math.abs));
  const total = whole.data.map((_, i) => parts.reduce((sum, part) => sum + part.data[i], 0));
  expect(Math.max(...total.map((value, i) => Math.abs(value - whole.data[i]))) / scale).toBeLessThan(1e-6);
}

describe('parts add up before the ReLU', () => {
  const parts = (name: CamMethodName, selections: readonly Selection[]): CamMap[] =>
    selections.map((selection) => CAM_METHODS[name].map(tensors, selection));

  test.each(channelSums)('%s: channels', (name) => {
    const selections = [
      { channels: [0, 5] },
      { channels: [7, 1, 2] },
      { channels: [3] },
      { channels: [4, 6] },
    ];
    expectSum(parts(name, selections), CAM_METHODS[name].map(tensors));
  });
  test.each(sums)('%s: regions', (name) => {
    expectSum(parts(name, [{ region: left }, { region: right }]), CAM_METHODS[name].map(tensors));
  });
  test.each(channelSums)('%s: channels and regions', (name) => {
    const selections = [
      { channels: [0, 1, 2, 3], region: left },
      { channels: [0, 1, 2, 3], region: right },
      { channels: [4, 5, 6, 7], region: left },
      { channels: [4, 5, 6, 7], region: right },
    ];
    expectSum(parts(name, selections), CAM_METHODS[name].map(tensors));
  });
  test.each(channelSums)('%s: channels, with weights from a region', (name) => {
    const weightsFrom = 'region';
    const selections: Selection[] = [
      { channels: [0, 1, 2], region: left, weightsFrom },
      { channels: [3, 4, 5, 6, 7], region: left, weightsFrom },
    ];
    expectSum(parts(name, selections), CAM_METHODS[name].map(tensors, { region: left, weightsFrom }));
  });
  test('maps after the ReLU do not add up', () => {
    const positive = (map: CamMap): number[] => [...map.data].map((value) => Math.max(0, value));
    const [a, b] = parts('grad-cam', [{ channels: [0, 1, 2, 3] }, { channels: [4, 5, 6, 7] }]).map(positive);
    expect(a.map((value, i) => value + b[i])).not.toEqual(positive(CAM_METHODS['grad-cam'].map(tensors)));
  });
});

describe('what a region restricts', () => {
  const A = [[[1, 2]], [[3, 1]]];
  const g = [[[4, -2]], [[1, 1]]];
  const region = Uint8Array.of(1, 0);

  test('by default the cells of the map, and no weight', () => {
    // w = [1, 1]
    expect([...CAM_METHODS['grad-cam'].map(layerTensors(A, g), { region }).data]).toEqual([4, 0]);
  });
  test('with weights from the region also the gradients in the weights, but not N', () => {
    // w = [4 / 2, 1 / 2]
    expect([
      ...CAM_METHODS['grad-cam'].map(layerTensors(A, g), { region, weightsFrom: 'region' }).data,
    ]).toEqual([3.5, 0]);
  });
  test('and not sum(A)', () => {
    // w = [4 / (2 + 4 * 3), 1 / (2 + 1 * 4)]
    const map = CAM_METHODS['grad-cam++'].map(layerTensors(A, g), { region, weightsFrom: 'region' });
    expect(map.data[0]).toBeCloseTo(4 / 14 + 3 / 6, 6);
    expect(map.data[1]).toBe(0);
  });
  test.each(names)('%s is zero outside it', (name) => {
    const map = CAM_METHODS[name].map(tensors, { region: left });
    expect([...map.data].filter((_, cell) => left[cell] === 0)).toEqual(Array(12).fill(0));
  });
});

describe('choices at the edge', () => {
  test.each(names)('%s: no channel gives a map of zeros', (name) => {
    expect(CAM_METHODS[name].map(tensors, { channels: [] }).data).toEqual(new Float32Array(20));
  });
  test.each(names)('%s: all channels and all cells change nothing', (name) => {
    const everything = { channels: [7, 6, 5, 4, 3, 2, 1, 0], region: new Uint8Array(20).fill(1) };
    expect(CAM_METHODS[name].map(tensors, everything).data).toEqual(CAM_METHODS[name].map(tensors).data);
  });
  test('a channel listed twice counts once', () => {
    expect(CAM_METHODS['grad-cam'].map(tensors, { channels: [3, 3] })).toEqual(
      CAM_METHODS['grad-cam'].map(tensors, { channels: [3] }),
    );
  });
  test.each([[-1], [8], [1.5], [Number.NaN]])('channel %d does not exist', (channel) => {
    expect(() => CAM_METHODS['hires-cam'].map(tensors, { channels: [channel] })).toThrow(
      expect.objectContaining({
        code: 'bad-option',
        message: expect.stringContaining('from 0 to 7') as unknown,
      }),
    );
  });
  test('a region of another layer', () => {
    expect(() => CAM_METHODS['hires-cam'].map(tensors, { region: new Uint8Array(19) })).toThrow(
      expect.objectContaining({ code: 'bad-option' }),
    );
  });
});

describe('regions', () => {
  const covered = { x: 100, y: 50, width: 40, height: 20 };
  test('cells', () => {
    expect([
      ...regionFromCells(
        [
          [0, 1],
          [1, 3],
        ],
        2,
        4,
      ),
    ]).toEqual([0, 1, 0, 0, 0, 0, 0, 1]);
  });
  test.each([[[2, 0]], [[0, 4]], [[-1, 0]], [[0.5, 2]], [[Number.NaN, 0]]] as const)(
    'there is no cell %j',
    (cell) => {
      expect(() => regionFromCells([cell], 2, 4)).toThrow(expect.objectContaining({ code: 'bad-option' }));
    },
  );
  test.each([
    ['whole cells', { x: 110, y: 50, width: 20, height: 10 }, [0, 1, 1, 0, 0, 0, 0, 0]],
    ['cells covered by half or more', { x: 105, y: 50, width: 14, height: 20 }, [1, 1, 0, 0, 1, 1, 0, 0]],
    ['a point within a cell', { x: 133, y: 66, width: 1, height: 1 }, [0, 0, 0, 0, 0, 0, 0, 1]],
    ['beyond the map', { x: 0, y: 0, width: 50, height: 20 }, [0, 0, 0, 0, 0, 0, 0, 0]],
    ['more than the map', { x: 0, y: 0, width: 500, height: 200 }, [1, 1, 1, 1, 1, 1, 1, 1]],
  ])('%s', (_, rectangle, expected) => {
    expect([...regionFromRectangle(rectangle, covered, 2, 4)]).toEqual(expected);
  });

  const seen = { x: 0, y: 0, width: 40, height: 10 };
  const row = (x: number, width: number) => ({ x, y: 0, width, height: 10 });
  test.each([
    ['the first cell reaches the edge of what the model saw', row(5, 10), row(0, 9), [1, 0, 0, 0]],
    ['less than half of it', row(5, 10), row(0, 7), [1, 0, 0, 0]],
    ['less than half of it, and a whole one', row(5, 10), row(8, 16), [0, 1, 0, 0]],
    ['what lies beyond the edge does not count', row(-5, 10), row(0, 3), [1, 0, 0, 0]],
    ['all of it', row(-6, 10), row(0, 40), [1, 1, 1, 1]],
    ['all of it, where the last cell lies beside it', row(5, 12), row(0, 40), [1, 1, 1, 0]],
    ['a cell where it lies', row(5, 10), row(26, 8), [0, 0, 1, 0]],
  ])('cells beside an even grid: %s', (_, cell, rectangle, expected) => {
    const rect = row(cell.x, 4 * cell.width);
    expect([...regionFromRectangle(rectangle, rect, 1, 4, seen)]).toEqual(expected);
  });
});
