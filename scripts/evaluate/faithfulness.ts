import type { CamMap } from '../../src/cam/layer-tensors.js';
import { normaliseMap } from '../../src/cam/normalise-map.js';
import { resizeBilinear } from '../../src/cam/resize-bilinear.js';
import { fromPlanes, toPlanes } from '../../src/pixels/planes.js';
import { readingOf, scoresOf } from '../../src/models/class-scores.js';
import { inTurn, type Case, type Row } from './cases.js';
import { mapOf, mean } from './localisation.js';
import type { Network } from './network.js';

/** Steps of the deletion and insertion curves; the last one is the whole image. */
export const CURVE_STEPS = 8;
/** Standard deviation of the blurred start of insertion, as a fraction of the input's width. */
export const BLUR = 0.05;

export interface Faithfulness {
  readonly row: Row;
  /** Area under the score as the most salient pixels turn grey: low is good. */
  readonly deletion: number;
  /** Area under the score as the most salient pixels become sharp: high is good. */
  readonly insertion: number;
  /** Mean of max(0, Y - O) / Y, with O the score of the input times the map: low is good. */
  readonly averageDrop: number;
  /** Share of cases with O > Y: high is good. */
  readonly increase: number;
}

interface Measured extends Omit<Faithfulness, 'row' | 'increase'> {
  readonly increased: boolean;
}

/** Pixels are changed in the model's input, where 0 is the mean colour of its training images. */
export async function faithfulness(
  cases: readonly Case[],
  rows: readonly Row[],
  network: Network,
): Promise<readonly Faithfulness[]> {
  return inTurn(rows, async (row) => {
    const all = await inTurn(cases, (one) => measure(one, mapOf(one, row), network));
    return {
      row,
      deletion: mean(all.map(({ deletion }) => deletion)),
      insertion: mean(all.map(({ insertion }) => insertion)),
      averageDrop: mean(all.map(({ averageDrop }) => averageDrop)),
      increase: mean(all.map(({ increased }) => (increased ? 1 : 0))),
    };
  });
}

async function measure(one: Case, map: CamMap, network: Network): Promise<Measured> {
  const spec = network.file.card.input;
  const { width, height } = spec;
  const input = toPlanes(one.loaded.input, spec);
  const scale = normaliseMap(resizeBilinear(map, width, height)).data;
  const plane = scale.length;
  const score = async (values: Float32Array): Promise<number> =>
    scoresOf(await network.logits(fromPlanes(values, spec)), readingOf(network.file.card)).scores[
      one.classIndex
    ];

  const full = await score(input);
  const grey = await score(new Float32Array(input.length));
  const order = descendingOrder(scale);
  const curve = async (start: Float32Array, end: Float32Array, ends: [number, number]): Promise<number> => {
    const values = start.slice();
    const scores = [ends[0]];
    for (let step = 0; step < CURVE_STEPS - 1; step++) {
      const from = Math.round((step * plane) / CURVE_STEPS);
      const to = Math.round(((step + 1) * plane) / CURVE_STEPS);
      for (const pixel of order.subarray(from, to)) copyPixel(end, values, pixel, plane);
      scores.push(await score(values));
    }
    return areaUnder([...scores, ends[1]]);
  };

  const blurry = blurredInput(one, input, width, height);
  const masked = await score(input.map((value, i) => value * scale[i % plane]));
  return {
    deletion: await curve(input, new Float32Array(input.length), [full, grey]),
    insertion: await curve(blurry, input, [await score(blurry), full]),
    averageDrop: full > 0 ? Math.max(0, full - masked) / full : 0,
    increased: masked > full,
  };
}

function copyPixel(from: Float32Array, to: Float32Array, pixel: number, plane: number): void {
  for (let i = pixel; i < to.length; i += plane) to[i] = from[i];
}

/** Indices from the highest value down; equal values keep their order. */
export function descendingOrder(values: Float32Array): Uint32Array {
  return Uint32Array.from(values.keys()).sort((a, b) => values[b] - values[a] || a - b);
}

/** Trapezoids over equal steps, the whole width being 1. */
export function areaUnder(values: readonly number[]): number {
  const sum = values.reduce((total, value) => total + value, 0);
  return (sum - (values[0] + values[values.length - 1]) / 2) / (values.length - 1);
}

const blurs = new WeakMap<Case, Float32Array>();

function blurredInput(one: Case, input: Float32Array, width: number, height: number): Float32Array {
  const known = blurs.get(one) ?? blurred(input, width, height);
  blurs.set(one, known);
  return known;
}

/** Gaussian blur of every plane, borders repeated. */
function blurred(input: Float32Array, width: number, height: number): Float32Array {
  const sigma = BLUR * width;
  const reach = Math.ceil(3 * sigma);
  const weights = Array.from({ length: 2 * reach + 1 }, (_, i) =>
    Math.exp(-((i - reach) ** 2) / (2 * sigma ** 2)),
  );
  const total = weights.reduce((sum, value) => sum + value, 0);
  const pass = (source: Float32Array, stride: number, size: number): Float32Array =>
    source.map((_, i) => {
      const position = Math.floor(i / stride) % size;
      let sum = 0;
      for (const [offset, weight] of weights.entries()) {
        const other = Math.min(size - 1, Math.max(0, position + offset - reach));
        sum += weight * source[i + (other - position) * stride];
      }
      return sum / total;
    });
  return pass(pass(input, 1, width), width, height);
}
