import { readFileSync } from 'node:fs';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CAM_METHODS, type CamMethodName } from '../../src/cam/cam-methods.js';
import { explainMap, rectify } from '../../src/cam/explain-map.js';
import type { CamMap, LayerTensors } from '../../src/cam/layer-tensors.js';
import { normaliseMap } from '../../src/cam/normalise-map.js';
import type { Selection } from '../../src/cam/selection.js';
import { exportScores } from '../../src/gradient/export/export-scores.js';
import { bytesOf } from '../../src/onnx/codec/byte-source.js';
import { parseModel } from '../../src/onnx/codec/parse-model.js';
import { prepareModel } from '../../src/onnx/prepare/prepare-model.js';
import { printModel } from '../../src/onnx/codec/print-model.js';
import { goldenMaps, type GoldenMaps } from './golden/golden-maps.js';
import { referenceNetwork, type LayerReference, type ReferenceNetwork } from './reference/vgg-reference.js';
import {
  CARD,
  CLASSES,
  oneHot,
  openWorkbench,
  planesOf,
  sceneInput,
  workbenchFile,
  type Workbench,
} from './workbench.js';

/** The identities of the methods on the network and on pictures that people see, in ONNX Runtime's float32. */
const SCENE = '000000';
const CLASS = CARD.labels.indexOf('gear');

let workbench: Workbench;
let network: ReferenceNetwork;
let logits: Float32Array;
let tensors: ReadonlyMap<string, LayerTensors>;
let exact: ReadonlyMap<string, LayerReference>;

beforeAll(async () => {
  workbench = await openWorkbench();
  network = await referenceNetwork(workbenchFile());
  ({ logits, tensors } = await workbench.run(sceneInput(SCENE), oneHot(CLASS)));
  exact = network.attribute(planesOf(sceneInput(SCENE)), oneHot(CLASS));
}, 120_000);

afterAll(() => workbench.release());

const at = (layer: string): LayerTensors => {
  const found = tensors.get(layer);
  if (!found) throw new Error(`no layer ${layer}`);
  return found;
};

const mapOf = (name: CamMethodName, layer: string, selection?: Selection): CamMap =>
  CAM_METHODS[name].map(at(layer), selection);

function errorOf({ data }: CamMap, wanted: ArrayLike<number>): number {
  const scale = Array.from(wanted).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return data.reduce((most, value, i) => Math.max(most, Math.abs(value - wanted[i])), 0) / scale;
}

const sum = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((total, value) => total + value, 0);

test('the network is the one that was trained: VGG-16 with its classes', () => {
  expect(workbench.layers).toEqual(
    expect.arrayContaining(['relu1_1', 'relu4_1', 'relu5_1', 'relu5_3', 'pool5']),
  );
  expect(workbench.layers).toHaveLength(31);
  expect(logits).toHaveLength(CLASSES);
});

test('float32 and float64 agree on the logits', () => {
  network.logits(planesOf(sceneInput(SCENE))).forEach((logit, i) => expect(logits[i]).toBeCloseTo(logit, 3));
});

test('completeness: sum(A g) + sum(bias g) = S, at every layer and for every class', async () => {
  for (const classIndex of [CLASS, 0, 7]) {
    const run = await workbench.run(sceneInput(SCENE), oneHot(classIndex));
    const reference = network.attribute(planesOf(sceneInput(SCENE)), oneHot(classIndex));
    for (const [layer, found] of run.tensors) {
      const total = sum(CAM_METHODS['hires-cam'].map(found).data) + (reference.get(layer)?.biases ?? NaN);
      const residual = Math.abs(total - run.logits[classIndex]);
      expect([layer, residual < 1e-3 * Math.max(1, Math.abs(run.logits[classIndex]))]).toEqual([layer, true]);
    }
  }
}, 120_000);

test('completeness holds in float64 to the last digits, so that the biases above are right', () => {
  const score = network.logits(planesOf(sceneInput(SCENE)))[CLASS];
  for (const [, { A, g, biases }] of exact) {
    const total = A.data.reduce((all, a, i) => all + a * g.data[i], 0) + biases;
    expect(Math.abs(total - score)).toBeLessThan(1e-9 * Math.abs(score));
  }
});

describe('between layers', () => {
  test.each([
    ['conv5_1', 'relu5_1'],
    ['conv5_3', 'relu5_3'],
  ])('HiResCAM at %s is that at %s; Grad-CAM is not', (before, after) => {
    const names = [before, after].map(
      (name) => workbench.layers.find((layer) => layer.includes(name)) ?? name,
    );
    expect(errorOf(mapOf('hires-cam', names[0]), mapOf('hires-cam', names[1]).data)).toBeLessThan(1e-5);
    expect(errorOf(mapOf('grad-cam', names[0]), mapOf('grad-cam', names[1]).data)).toBeGreaterThan(1e-2);
  });

  test.each<CamMethodName>(['hires-cam', 'layer-cam'])(
    '2 x 2 sums of %s at relu5_3 are the map at pool5',
    (name) => {
      const fine = mapOf(name, 'relu5_3');
      const coarse = mapOf(name, 'pool5');
      const pooled = coarse.data.map((_, i) => {
        const [y, x] = [Math.floor(i / coarse.width), i % coarse.width];
        const corner = 2 * y * fine.width + 2 * x;
        return sum([0, 1, fine.width, fine.width + 1].map((step) => fine.data[corner + step]));
      });
      expect(errorOf(coarse, pooled)).toBeLessThan(1e-5);
    },
  );

  test('Grad-CAM at relu5_3 has a quarter of the weights of pool5', () => {
    const { gradients, channels, width, height } = at('pool5');
    const cells = width * height;
    const spread = at('relu5_3');
    const means = Float32Array.from(
      { length: channels },
      (_, k) => sum(gradients.subarray(k * cells, (k + 1) * cells)) / cells / 4,
    );
    const constant = {
      ...spread,
      gradients: spread.gradients.map((_, i) => means[Math.floor(i / (4 * cells))]),
    };
    expect(errorOf(mapOf('grad-cam', 'relu5_3'), CAM_METHODS['grad-cam'].map(constant).data)).toBeLessThan(
      1e-5,
    );
  });
});

describe('behind relu5_1', () => {
  const LAYER = 'relu5_1';

  test('XGrad-CAM and HiResCAM have the same sum', () => {
    const [a, b] = [sum(mapOf('xgrad-cam', LAYER).data), sum(mapOf('hires-cam', LAYER).data)];
    expect(Math.abs(a / b - 1)).toBeLessThan(1e-4);
  });

  test('A >= 0: elementwise Grad-CAM is LayerCAM', () => {
    expect(mapOf('grad-cam-elementwise', LAYER).data).toEqual(mapOf('layer-cam', LAYER).data);
  });

  const scaled: readonly CamMethodName[] = [
    'grad-cam',
    'hires-cam',
    'layer-cam',
    'xgrad-cam',
    'eigen-grad-cam',
  ];
  const normalised = (method: CamMethodName, found: LayerTensors): CamMap =>
    normaliseMap(rectify(CAM_METHODS[method].map(found)));

  test('ten times the score gives the same normalised map', async () => {
    const ten = await workbench.run(sceneInput(SCENE), oneHot(CLASS, 10));
    for (const name of scaled)
      expect(
        errorOf(normalised(name, ten.tensors.get(LAYER)!), normalised(name, at(LAYER)).data),
      ).toBeLessThan(1e-4);
  });

  test('and another one by Grad-CAM++, whose coefficients know the scale of the score', async () => {
    const ten = await workbench.run(sceneInput(SCENE), oneHot(CLASS, 10));
    const error = errorOf(
      normalised('grad-cam++', ten.tensors.get(LAYER)!),
      normalised('grad-cam++', at(LAYER)).data,
    );
    expect(error).toBeGreaterThan(0.02);
  });

  test('two classes at once: the sum of their maps, where the method is linear in g', async () => {
    const other = CARD.labels.indexOf('spanner');
    const weights = oneHot(CLASS).map((value, i) => (i === other ? 1 : value));
    const both = (await workbench.run(sceneInput(SCENE), weights)).tensors.get(LAYER)!;
    const second = (await workbench.run(sceneInput(SCENE), oneHot(other))).tensors.get(LAYER)!;
    for (const name of ['grad-cam', 'hires-cam', 'xgrad-cam'] as const) {
      const parts = [at(LAYER), second].map((found) => CAM_METHODS[name].map(found).data);
      expect(
        errorOf(
          CAM_METHODS[name].map(both),
          parts[0].map((value, i) => value + parts[1][i]),
        ),
      ).toBeLessThan(1e-4);
    }
  });

  const additive = (Object.keys(CAM_METHODS) as CamMethodName[]).filter(
    (name) =>
      CAM_METHODS[name].needs === 'gradients' &&
      CAM_METHODS[name].at === 'layer' &&
      !name.startsWith('eigen'),
  );

  test.each(additive)('%s: channels by threes, and neurons by halves, add up before the ReLU', (name) => {
    const { channels, width, height } = at(LAYER);
    const groups = [0, 1, 2].map((rest) =>
      Array.from({ length: channels }, (_, k) => k).filter((k) => k % 3 === rest),
    );
    const left = Uint8Array.from({ length: width * height }, (_, i) => (i % width < 5 ? 1 : 0));
    const regions = [left, left.map((value) => 1 - value)];
    const parts = groups.flatMap((group) =>
      regions.map((region) => mapOf(name, LAYER, { channels: group, region }).data),
    );
    const whole = mapOf(name, LAYER);
    expect(
      errorOf(
        whole,
        whole.data.map((_, i) => sum(parts.map((part) => part[i]))),
      ),
    ).toBeLessThan(1e-5);
  });

  test.each(additive)('%s: the order of the channels does not matter', (name) => {
    const found = at(LAYER);
    const cells = found.width * found.height;
    const turned = (values: Float32Array): Float32Array =>
      values.map((_, i) => values[(found.channels - 1 - Math.floor(i / cells)) * cells + (i % cells)]);
    const permuted = { ...found, activations: turned(found.activations), gradients: turned(found.gradients) };
    expect(errorOf(CAM_METHODS[name].map(permuted), mapOf(name, LAYER).data)).toBeLessThan(1e-5);
  });

  test('a map is empty, not NaN, for a score that nothing speaks for', async () => {
    const none = await workbench.run(sceneInput(SCENE), oneHot(CLASS, 0));
    const { map, empty } = explainMap(CAM_METHODS['layer-cam'], none.tensors.get(LAYER)!);
    expect(empty).toBe(true);
    expect(map.data.every((value) => value === 0)).toBe(true);
  });
});

test('the head scores sixteen ablated layers at once as it scores them one by one', async () => {
  const file = workbenchFile();
  const model = await parseModel(bytesOf(file), { location: 'workbench.onnx' });
  const { activations, channels, height, width } = at('relu5_1');
  const cells = height * width;
  const ablated = (channel: number): Float32Array =>
    activations.slice().fill(0, channel * cells, (channel + 1) * cells);
  const scores = async (batch: number, rows: readonly Float32Array[]): Promise<number[]> => {
    const { head } = exportScores(prepareModel(model, { batch }), { layer: 'relu5_1' });
    const session = await InferenceSession.create(printModel(head), {
      logSeverityLevel: 3,
      externalData: [{ path: 'workbench.onnx', data: file }],
    });
    const data = Float32Array.from(rows.flatMap((row) => [...row]));
    const outputs = await session.run({
      relu5_1: new Tensor('float32', data, [batch, channels, height, width]),
    });
    await session.release();
    return Array.from(outputs.logits.data as Float32Array);
  };
  const rows = Array.from({ length: 16 }, (_, channel) => ablated(3 * channel));
  const together = await scores(16, rows);
  for (const index of [0, 7, 15]) {
    const alone = await scores(1, [rows[index]]);
    alone.forEach((logit, i) => expect(together[index * CLASSES + i]).toBeCloseTo(logit, 3));
  }
});

describe('golden maps', () => {
  const stored = JSON.parse(
    readFileSync(new URL('golden/workbench.json', import.meta.url), 'utf8'),
  ) as GoldenMaps;

  test('are those of the float64 reference', { timeout: 120_000 }, async () => {
    const fresh = await goldenMaps();
    expect(Object.keys(stored)).toEqual(Object.keys(fresh));
    for (const [key, values] of Object.entries(fresh)) {
      const scale = Math.max(...values.map(Math.abs));
      values.forEach((value, i) => expect(Math.abs(value - stored[key][i]) / scale).toBeLessThan(1e-6));
    }
  });

  test.each(Object.keys(stored))('%s', (key) => {
    const [name, layer] = key.split(' @ ') as [CamMethodName, string];
    expect(errorOf(mapOf(name, layer), stored[key])).toBeLessThan(1e-3);
  });
});
