import { InferenceSession, Tensor } from 'onnxruntime-node';
import { beforeAll, describe, expect, test } from 'vitest';
import { CAM_METHODS, type CamMethodName } from '../../src/cam/cam-methods.js';
import { rankChannels } from '../../src/cam/channel-ranking.js';
import { ablatedActivations, scoreCamMask } from '../../src/cam/channel-scores.js';
import type { CamMap, ChannelScores, LayerTensors } from '../../src/cam/layer-tensors.js';
import { createRandomBits } from '../../src/cam/seeded-noise.js';
import { exportScores } from '../../src/gradient/export/export-scores.js';
import { bytesOf } from '../../src/onnx/codec/byte-source.js';
import { parseModel } from '../../src/onnx/codec/parse-model.js';
import { prepareModel } from '../../src/onnx/prepare/prepare-model.js';
import { printModel } from '../../src/onnx/codec/print-model.js';
import { CARD, oneHot, openWorkbench, sceneInput, workbenchFile, type Workbench } from './workbench.js';

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

/** Channels that mask the image, for Score-CAM. */
const MASKS = 16;

interface Found {
  readonly tensors: ReadonlyMap<string, LayerTensors>;
  /** By method. */
  readonly scores: Readonly<Record<string, ChannelScores>>;
}

const names = Object.keys(CAM_METHODS) as CamMethodName[];
/**
 * Their weights are never negative, sums of positive parts or a softmax, so that the map stays close to the sum of the
 * activations whatever the head knows. They fail the check, whoever computes them.
 */
const blind: readonly CamMethodName[] = ['grad-cam++', 'smooth-grad-cam++', 'score-cam'];
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
  const maskLogits = new Map<string, ReadonlyMap<number, Float32Array>>();
  for (const [scene, label] of QUESTIONS) {
    const classIndex = CARD.labels.indexOf(label);
    const input = sceneInput(scene);
    const { tensors, logits } = await workbench.run(input, oneHot(classIndex));
    const layer = tensors.get(LAYER)!;
    const score = logits[classIndex];
    const silenced = Array.from({ length: layer.channels }, (_, k) => k);
    const rows = await headLogits(
      file,
      silenced.map((channel) => ablatedActivations(layer, channel)),
      layer,
    );
    const masks = maskLogits.get(scene) ?? (await logitsThroughMasks(workbench, input, layer));
    maskLogits.set(scene, masks);
    const scores: Readonly<Record<string, ChannelScores>> = {
      'ablation-cam': { score, channels: silenced, scores: rows.map((row) => row[classIndex]) },
      'score-cam': {
        score,
        channels: [...masks.keys()],
        scores: [...masks.values()].map((row) => row[classIndex]),
      },
    };
    found.push({ tensors, scores });
  }
  await workbench.release();
  return found;
}

/** Logits of the image behind each of the masks, by channel. */
async function logitsThroughMasks(
  workbench: Workbench,
  input: Float32Array,
  layer: LayerTensors,
): Promise<ReadonlyMap<number, Float32Array>> {
  const found = new Map<number, Float32Array>();
  for (const channel of rankChannels(layer, MASKS, 'variance')) {
    const { data } = scoreCamMask(layer, channel, CARD.input.width, CARD.input.height);
    const image = input.map((value, i) => value * data[i % data.length]);
    found.set(channel, (await workbench.run(image, oneHot(0))).logits);
  }
  return found;
}

/** Logits of many activations of the layer at once. */
async function headLogits(
  file: Uint8Array,
  rows: readonly Float32Array[],
  { channels, height, width }: LayerTensors,
): Promise<Float32Array[]> {
  const model = await parseModel(bytesOf(file), { location: 'model' });
  const { head, classes } = exportScores(prepareModel(model, { batch: rows.length }), { layer: LAYER });
  const session = await InferenceSession.create(printModel(head), {
    logSeverityLevel: 3,
    externalData: [{ path: 'model', data: file }],
  });
  const data = new Float32Array(rows.length * rows[0].length);
  rows.forEach((row, i) => data.set(row, i * row.length));
  const outputs = await session.run({
    [LAYER]: new Tensor('float32', data, [rows.length, channels, height, width]),
  });
  await session.release();
  const logits = outputs.logits.data as Float32Array;
  return rows.map((_, i) => logits.slice(i * classes, (i + 1) * classes));
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
  return all.map(({ tensors, scores }) => {
    const layer = tensors.get(method.at === 'input' ? IMAGE : LAYER)!;
    return method.map({ ...layer, channelScores: scores[name] });
  });
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
  const telling = names.filter((name) => CAM_METHODS[name].classSpecific && !blind.includes(name));

  test.each(telling)('changes %s', (name) => {
    expect(Math.abs(meanLikeness(name))).toBeLessThan(0.5);
  });

  test.each(blind)('hardly changes %s, which must be known', (name) => {
    expect(meanLikeness(name)).toBeGreaterThan(0.5);
  });

  test.each(names.filter((name) => !CAM_METHODS[name].classSpecific))('leaves %s alone', (name) => {
    const before = mapsOf(name, trained);
    for (const all of shuffled) expect(mapsOf(name, all)).toEqual(before);
  });
});
