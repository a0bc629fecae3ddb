import * as ort from 'onnxruntime-web/webgpu';
import { expect, test } from 'vitest';
import { camMethod } from '../../src/cam/cam-methods.js';
import {
  exportGradient,
  gradientName,
  type GradientExport,
} from '../../src/gradient/export/export-gradient.js';
import { bytesOf } from '../../src/onnx/codec/byte-source.js';
import { toFeatureMaps } from '../../src/onnx/layers/feature-maps.js';
import type { Model } from '../../src/onnx/graph/model.js';
import { parseModel } from '../../src/onnx/codec/parse-model.js';
import { prepareModel, type PreparedModel } from '../../src/onnx/prepare/prepare-model.js';
import { printModel } from '../../src/onnx/codec/print-model.js';
import { spatialLayers, type SpatialLayer } from '../../src/onnx/layers/spatial-layers.js';
import { HEAD_LAYOUT, TRUNK_LAYOUT, type Layout } from '../../src/lowering/layout.js';
import { seededNumbers } from '../fixtures/build-model.js';
import { seededWeights } from '../fixtures/seeded-weights.js';
import { listenToOrt, placedOn } from './ort-log.js';

/** Real classifiers, narrow or at a small input size, without their weights; see make_architectures.py there. */
const FILES = import.meta.glob<string>('../fixtures/architectures/*.onnx', {
  query: '?url',
  import: 'default',
  eager: true,
});
const NAMES = Object.keys(FILES).map((path) => /([^/]+)\.onnx$/.exec(path)![1]);

const TOLERANCE = 1e-3;
/** A test that runs out of time leaves ONNX Runtime running, and the next one crashes it. */
const PATIENCE = 300_000;

interface Side {
  readonly device: 'wasm' | 'webgpu';
  readonly placedElsewhere: string[];
}

async function create(model: Model, weights: Uint8Array, side: Side, layout: Layout) {
  const { device } = side;
  const own = device === 'wasm' ? 'CPUExecutionProvider' : 'WebGpuExecutionProvider';
  const { session, elsewhere } = await placedOn(own, () =>
    ort.InferenceSession.create(printModel(model), {
      executionProviders: device === 'wasm' ? ['wasm'] : [{ name: 'webgpu', preferredLayout: layout }],
      externalData: [{ path: 'weights', data: weights }],
      logSeverityLevel: 0,
    }),
  );
  side.placedElsewhere.push(...elsewhere);
  return session;
}

interface Outcome {
  readonly logits: Float32Array;
  readonly activations: Float32Array;
  readonly gradients: Float32Array;
}

/** Trunk, then head, as the worker runs them: for the top class of a random image. */
async function explain(exported: GradientExport, weights: Uint8Array, side: Side): Promise<Outcome> {
  const { trunk, head, image, carried, classes, layers } = exported;
  const dims = trunk!.graph.inputs[0].dims as number[];
  const pixels = seededNumbers(
    dims.reduce((a, b) => a * b, 1),
    3,
  );
  const first = await create(trunk!, weights, side, TRUNK_LAYOUT);
  const tensors = await first.run({ [image]: new ort.Tensor('float32', pixels, dims) });
  await first.release();
  const second = await create(head, weights, side, HEAD_LAYOUT);
  const outputs = await second.run({
    ...Object.fromEntries(carried.map((name) => [name, tensors[name]])),
    score_weights: new ort.Tensor('float32', new Float32Array(classes), [1, classes]),
    top_score_weight: new ort.Tensor('float32', [1], [1]),
  });
  await second.release();
  return {
    logits: outputs[exported.logits].data as Float32Array,
    activations: tensors[layers[0].name].data as Float32Array,
    gradients: outputs[gradientName(layers[0].name)].data as Float32Array,
  };
}

/** A layer at a third of the way: most of the network lies in the head, and is differentiated. */
function earlyLayer(prepared: PreparedModel): SpatialLayer {
  const layers = spatialLayers(prepared).filter(
    ({ height, width, channels }) => height * width > 1 && channels > 3,
  );
  return layers[Math.floor(layers.length / 3)];
}

function gradCam(layer: SpatialLayer, { activations, gradients }: Outcome): Float32Array {
  const { channels, height, width } = layer;
  const maps = { activations: toFeatureMaps(activations, layer), gradients: toFeatureMaps(gradients, layer) };
  const { data } = camMethod('grad-cam').map({ ...maps, channels, height, width }, {}) as {
    data: Float32Array;
  };
  return data;
}

/** norm(a - b) / norm(b) */
function distance(a: Float32Array, b: Float32Array): number {
  const norm = Math.hypot(...b);
  expect(norm).toBeGreaterThan(0);
  return Math.hypot(...a.map((value, i) => value - b[i])) / norm;
}

listenToOrt();

test('the architectures are there', () => {
  expect(NAMES.length).toBeGreaterThanOrEqual(12);
});

test.each(NAMES)(
  '%s: all on the GPU, with the gradients and the map of WASM',
  async (name) => {
    const response = await fetch(FILES[`../fixtures/architectures/${name}.onnx`]);
    const file = new Uint8Array(await response.arrayBuffer());
    const model = await parseModel(bytesOf(file), { location: 'graph' });
    const prepared = prepareModel(model);
    const weights = seededWeights(prepared.model);
    const layer = earlyLayer(prepared);
    const exported = exportGradient(prepared, { layers: [layer.name] });
    const [onGpu, onCpu]: Side[] = [
      { device: 'webgpu', placedElsewhere: [] },
      { device: 'wasm', placedElsewhere: [] },
    ];
    const found = await explain(exported, weights, onGpu);
    const expected = await explain(exported, weights, onCpu);
    expect(onGpu.placedElsewhere).toEqual([]);
    expect(distance(found.logits, expected.logits)).toBeLessThan(TOLERANCE);
    expect(distance(found.gradients, expected.gradients)).toBeLessThan(TOLERANCE);
    expect(distance(gradCam(layer, found), gradCam(layer, expected))).toBeLessThan(TOLERANCE);
  },
  PATIENCE,
);
