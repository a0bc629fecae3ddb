import { beforeAll, describe, expect, test } from 'vitest';
import workbenchUrl from '../../models/workbench.onnx?url';
import catalogue from '../../models/catalog.json' with { type: 'json' };
import { rankChannels } from '../../src/cam/channel-ranking.js';
import { scoreCamMask } from '../../src/cam/channel-scores.js';
import { decodeImage } from '../../src/worker/images/decode-image.js';
import type { ModelCard } from '../../src/models/model-card.js';
import type { ExplainOptions } from '../../src/worker/explanation.js';
import type { DevicePreference } from '../../src/worker/model-info.js';
import { inputTensor } from '../../src/pixels/input-tensor.js';
import { readPixels } from '../../src/worker/service/images/read-pixels.js';
import { OneSubject } from './one-subject.js';
import * as reference from '../cam/reference/cam-reference.js';
import { METHOD_REFERENCES } from '../cam/reference/method-references.js';
import { layerTensors } from '../cam/reference/tensors.js';
import {
  referenceNetwork,
  tensorOf,
  type LayerReference,
  type Planes,
  type ReferenceNetwork,
} from '../cam/reference/vgg-reference.js';

/** The whole way from a JPEG to a map, in the worker, against float64 arithmetic on the same pixels. */
const SCENE = new URL('../../models/evaluation/000000.jpg', import.meta.url).href;
const CARD = catalogue.models.find(({ name }) => name === 'workbench') as unknown as ModelCard;
/** Of the map's maximum. */
const TOLERANCE = 1e-3;
const LAYER = 'relu5_1';

let network: ReferenceNetwork;
let image: Planes;
let photo: Blob;
let top: number;

beforeAll(async () => {
  const [model, scene] = await Promise.all([workbenchUrl, SCENE].map((url) => fetch(url)));
  network = await referenceNetwork(new Uint8Array(await model.arrayBuffer()));
  photo = await scene.blob();
  const decoded = await decodeImage(photo);
  const { width, height } = CARD.input;
  image = {
    data: Float64Array.from(inputTensor(readPixels(decoded, CARD.input), CARD.input)),
    channels: 3,
    height,
    width,
  };
  const logits = network.logits(image);
  top = logits.indexOf(Math.max(...logits));
});

type Reference = (A: reference.Tensor3, g: reference.Tensor3, layer: string) => reference.Matrix;

const BY_GRADIENT: Readonly<Record<string, Reference>> = METHOD_REFERENCES;

const attributions = new Map<string, ReturnType<ReferenceNetwork['attribute']>>();

function attribution(layer: string, weights: readonly number[]): LayerReference {
  const all = attributions.get(weights.join()) ?? network.attribute(image, weights);
  attributions.set(weights.join(), all);
  const found = all.get(layer);
  if (!found) throw new Error(`no layer ${layer}`);
  return found;
}

function expected(method: string, layer: string, weights: readonly number[]): number[] {
  const found = attribution(layer, weights);
  const [A, g] = [tensorOf(found.A), tensorOf(found.g)];
  const map = (BY_GRADIENT[method] ?? BY_INPUT[method])(A, g, layer);
  return map.flat().map((value) => Math.max(0, value));
}

const BY_INPUT: Readonly<Record<string, Reference>> = {
  gradient: (_, g) => reference.gradient([g]),
  'gradient-x-input': reference.gradientXInput,
};

function errorOf(map: Float32Array, wanted: readonly number[]): number {
  expect(map).toHaveLength(wanted.length);
  const largest = wanted.reduce((most, value) => Math.max(most, value), 0);
  expect(largest).toBeGreaterThan(0);
  return wanted.reduce((most, value, i) => Math.max(most, Math.abs(value - map[i])), 0) / largest;
}

const oneHot = (...classes: readonly number[]): number[] =>
  CARD.labels.map((_, i) => (i === classes[0] ? 1 : i === classes[1] ? -1 : 0));

describe.each<DevicePreference>(['wasm', 'webgpu'])('%s and float64 give the same map:', (device) => {
  let client: OneSubject;
  const explain = (options: Partial<ExplainOptions>) =>
    client.explain({ method: 'layer-cam', targetClass: 'top', layer: LAYER, ...options });

  beforeAll(async () => {
    client = new OneSubject({ device });
    const info = await client.open({ data: workbenchUrl, card: CARD });
    expect(info.device).toBe(device);
    client.setImage(photo);
    return () => client.dispose();
  }, 180_000);

  test.each(['relu5_1', 'pool5', 'relu4_1'])(
    'every method by gradient, at %s',
    { timeout: 180_000 },
    async (layer) => {
      // The reference's eigenvectors by rotations take minutes for more than the cells of pool5.
      const methods = Object.keys(BY_GRADIENT).filter(
        (name) => layer === 'pool5' || !name.startsWith('eigen'),
      );
      for (const method of methods) {
        const { map, classIndex } = await explain({ method, layer });
        expect(classIndex).toBe(top);
        expect([method, errorOf(map, expected(method, layer, oneHot(top))) < TOLERANCE]).toEqual([
          method,
          true,
        ]);
      }
    },
  );

  test.each(Object.keys(BY_INPUT))('%s', { timeout: 180_000 }, async (method) => {
    const { map, layer } = await explain({ method });
    expect(errorOf(map, expected(method, layer, oneHot(top)))).toBeLessThan(TOLERANCE);
  });

  test('one class against another', { timeout: 180_000 }, async () => {
    const versus = (top + 1) % CARD.labels.length;
    const { map } = await explain({ versus });
    expect(errorOf(map, expected('layer-cam', LAYER, oneHot(top, versus)))).toBeLessThan(TOLERANCE);
  });

  test('ablation-cam: channels silenced in turn', { timeout: 180_000 }, async () => {
    const { A } = attribution(LAYER, oneHot(top));
    // A software GPU needs a second for each.
    const step = device === 'wasm' ? 1 : 6;
    const channels = Array.from({ length: A.channels / step }, (_, k) => k * step);
    const { map } = await explain({ method: 'ablation-cam', channels });
    const cells = A.height * A.width;
    const without = channels.map((k) => {
      const data = A.data.slice().fill(0, k * cells, (k + 1) * cells);
      return network.logitsFrom(LAYER, { ...A, data })[top];
    });
    const spoken = channels.map((k) => tensorOf(A)[k]);
    const wanted = reference.ablationCam(spoken, network.logits(image)[top], without);
    expect(
      errorOf(
        map,
        wanted.flat().map((value) => Math.max(0, value)),
      ),
    ).toBeLessThan(TOLERANCE);
  });

  test('score-cam: the strongest channels mask the image', { timeout: 180_000 }, async () => {
    const strongest = device === 'wasm' ? 5 : 2;
    const { map } = await explain({ method: 'score-cam', channels: { strongest } });
    const { A, g } = attribution(LAYER, oneHot(top));
    const tensors = layerTensors(tensorOf(A), tensorOf(g));
    const chosen = rankChannels(tensors, strongest, 'variance');
    const scores = chosen.map((channel) => {
      const { data: mask } = scoreCamMask(tensors, channel, image.width, image.height);
      const data = image.data.map((value, i) => value * mask[i % mask.length]);
      return network.logits({ ...image, data })[top];
    });
    const wanted = reference.scoreCam(
      chosen.map((channel) => tensorOf(A)[channel]),
      scores,
    );
    expect(errorOf(map, wanted.flat())).toBeLessThan(TOLERANCE);
  });
});
