import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import catalogue from '../../models/catalog.json' with { type: 'json' };
import type { LayerTensors } from '../../src/cam/layer-tensors.js';
import { exportSingle } from '../../src/gradient/export/export-gradient.js';
import { bytesOf } from '../../src/onnx/codec/byte-source.js';
import { parseModel } from '../../src/onnx/codec/parse-model.js';
import { prepareModel, type PreparedModel } from '../../src/onnx/prepare/prepare-model.js';
import { printModel } from '../../src/onnx/codec/print-model.js';
import { spatialLayers } from '../../src/onnx/layers/spatial-layers.js';
import type { ModelCard } from '../../src/models/model-card.js';
import { inputTensor } from '../../src/pixels/input-tensor.js';
import type { Planes } from './reference/vgg-reference.js';

export const CARD = catalogue.models.find(({ name }) => name === 'workbench') as unknown as ModelCard;
export const CLASSES = CARD.labels.length;
const LOCATION = 'workbench.onnx';

export const workbenchFile = (): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`../../models/${LOCATION}`, import.meta.url)));

/** A held-out scene as the model gets it. */
export function sceneInput(name: '000000' | '000003'): Float32Array {
  const rgb = gunzipSync(readFileSync(new URL(`fixtures/${name}.rgb.gz`, import.meta.url)));
  const rgba = new Uint8ClampedArray((rgb.length / 3) * 4).map((_, i) =>
    i % 4 < 3 ? rgb[(i >> 2) * 3 + (i % 4)] : 255,
  );
  return inputTensor(rgba, CARD.input);
}

export function planesOf(input: Float32Array): Planes {
  const { width, height } = CARD.input;
  return { data: Float64Array.from(input), channels: 3, height, width };
}

export function oneHot(classIndex: number, value = 1): number[] {
  return Array.from({ length: CLASSES }, (_, i) => (i === classIndex ? value : 0));
}

/** The model with its gradients at many layers, in ONNX Runtime. */
export interface Workbench {
  readonly prepared: PreparedModel;
  readonly layers: readonly string[];
  run(
    input: Float32Array,
    weights: readonly number[],
  ): Promise<{ readonly logits: Float32Array; readonly tensors: ReadonlyMap<string, LayerTensors> }>;
  release(): Promise<void>;
}

/** @param file the model, perhaps with other weights than the committed one */
export async function openWorkbench(layers?: readonly string[], file = workbenchFile()): Promise<Workbench> {
  const prepared = prepareModel(await parseModel(bytesOf(file), { location: LOCATION }));
  const shapes = new Map(spatialLayers(prepared).map((layer) => [layer.name, layer]));
  const chosen = layers ?? [...shapes.keys()];
  const session = await InferenceSession.create(printModel(exportSingle(prepared, { layers: chosen })), {
    logSeverityLevel: 3,
    intraOpNumThreads: 1,
    externalData: [{ path: LOCATION, data: file }],
  });
  return {
    prepared,
    layers: chosen,
    async run(input, weights) {
      const { width, height, name } = CARD.input;
      const outputs = await session.run({
        [name]: new Tensor('float32', input, [1, 3, height, width]),
        score_weights: new Tensor('float32', weights, [1, CLASSES]),
      });
      const tensors = chosen.map((layer) => {
        const size = shapes.get(layer) ?? { channels: 3, height, width };
        const activations = outputs[`activations/${layer}`].data as Float32Array;
        const gradients = outputs[`gradients/${layer}`].data as Float32Array;
        const { channels } = size;
        return [layer, { activations, gradients, channels, height: size.height, width: size.width }] as const;
      });
      return { logits: outputs.logits.data as Float32Array, tensors: new Map(tensors) };
    },
    release: () => session.release(),
  };
}
