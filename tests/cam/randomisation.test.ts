import { beforeAll, describe, expect, test } from 'vitest';
import { CAM_METHODS, type CamMethodName } from '../../src/cam/cam-methods.js';
import type { CamMap, LayerTensors } from '../../src/cam/layer-tensors.js';
import { createRandomBits } from '../../src/cam/seeded-noise.js';
import { bytesOf } from '../../src/onnx/byte-source.js';
import { parseModel } from '../../src/onnx/parse-model.js';
import { CARD, oneHot, openWorkbench, sceneInput, workbenchFile } from './workbench.js';

/**
 * Sanity check of Adebayo et al. (arXiv 1810.03292): a map that stays the same when the head knows nothing any more
 * never told what the head knew.
 */
const LAYER = 'relu5_1';
const IMAGE = 'image';
const QUESTIONS = [
  ['000000', 'gear'],
  ['000000', 'spanner'],
  ['000000', 'screwdriver'],
  ['000003', 'key'],
  ['000003', 'battery'],
  ['000003', 'bolt'],
] as const;
const SEEDS = [1, 2, 3];

type Found = ReadonlyMap<string, LayerTensors>;

const names = Object.keys(CAM_METHODS) as CamMethodName[];
/**
 * Their weights are sums of positive parts: never negative, and of much the same size for every channel, so that the
 * map stays close to the sum of the activations. They fail the check, whoever computes them.
 */
const blind: readonly CamMethodName[] = ['grad-cam++', 'smooth-grad-cam++'];
/** Those by perturbation need a run for every channel: their weights are the head's answers, nothing else. */
const direct = names.filter((name) => CAM_METHODS[name].needs !== 'channel-scores');
let trained: readonly Found[];
let shuffled: readonly (readonly Found[])[];

beforeAll(async () => {
  trained = await explainAll(workbenchFile());
  shuffled = [];
  for (const seed of SEEDS) shuffled = [...shuffled, await explainAll(await withShuffledHead(seed))];
}, 300_000);

async function explainAll(file: Uint8Array): Promise<Found[]> {
  const workbench = await openWorkbench([LAYER, IMAGE], file);
  const found: Found[] = [];
  for (const [scene, label] of QUESTIONS) {
    const weights = oneHot(CARD.labels.indexOf(label));
    found.push((await workbench.run(sceneInput(scene), weights)).tensors);
  }
  await workbench.release();
  return found;
}

/** The model with the weights behind the layer in another order, each matrix's or kernel's among themselves. */
async function withShuffledHead(seed: number): Promise<Uint8Array> {
  const file = workbenchFile();
  const { graph } = await parseModel(bytesOf(file), { location: 'model' });
  const bits = createRandomBits(seed);
  const behind = graph.nodes.slice(graph.nodes.findIndex(({ outputs }) => outputs[0] === LAYER) + 1);
  for (const { inputs } of behind) {
    const link = graph.initializers.get(inputs[1] ?? '')?.link;
    if (!link) continue;
    const values = new Float32Array(file.slice(link.offset, link.offset + link.length).buffer);
    for (let i = values.length - 1; i > 0; i--) {
      const j = bits() % (i + 1);
      [values[i], values[j]] = [values[j], values[i]];
    }
    file.set(new Uint8Array(values.buffer), link.offset);
  }
  return file;
}

function mapsOf(name: CamMethodName, all: readonly Found[]): CamMap[] {
  const method = CAM_METHODS[name];
  return all.map((found) => method.map(found.get(method.at === 'input' ? IMAGE : LAYER)!));
}

/** Spearman's correlation; equal values share their mean rank. */
function spearman(a: CamMap, b: CamMap): number {
  return pearson(ranks(a.data), ranks(b.data));
}

function ranks(values: Float32Array): number[] {
  const order = [...values.keys()].sort((i, j) => values[i] - values[j]);
  const result: number[] = [];
  for (let start = 0; start < order.length;) {
    let end = start;
    while (end < order.length && values[order[end]] === values[order[start]]) end++;
    for (let i = start; i < end; i++) result[order[i]] = (start + end - 1) / 2;
    start = end;
  }
  return result;
}

function pearson(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;
  const [ma, mb] = [mean(a), mean(b)];
  const product = (x: readonly number[], mx: number, y: readonly number[], my: number): number =>
    x.reduce((sum, value, i) => sum + (value - mx) * (y[i] - my), 0);
  return product(a, ma, b, mb) / Math.sqrt(product(a, ma, a, ma) * product(b, mb, b, mb));
}

function meanLikeness(name: CamMethodName): number {
  const before = mapsOf(name, trained);
  const pairs = shuffled.flatMap((all) => mapsOf(name, all).map((after, i) => spearman(before[i], after)));
  return pairs.reduce((sum, value) => sum + value, 0) / pairs.length;
}

describe('a head of shuffled weights', () => {
  const telling = direct.filter((name) => CAM_METHODS[name].classSpecific && !blind.includes(name));

  test.each(telling)('changes %s', (name) => {
    expect(Math.abs(meanLikeness(name))).toBeLessThan(0.5);
  });

  test.each(blind)('hardly changes %s, which must be known', (name) => {
    expect(meanLikeness(name)).toBeGreaterThan(0.9);
  });

  test.each(direct.filter((name) => !CAM_METHODS[name].classSpecific))('leaves %s alone', (name) => {
    const before = mapsOf(name, trained);
    for (const all of shuffled) expect(mapsOf(name, all)).toEqual(before);
  });
});
