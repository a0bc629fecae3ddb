import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import type { Model } from '../../src/onnx/graph/model.js';
import { printModel } from '../../src/onnx/codec/print-model.js';

/** A float32 tensor in a test: numbers in row-major order. */
export interface FloatTensor {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

export type Feeds = Readonly<Record<string, FloatTensor>>;

export function tensor(shape: readonly number[], data: Iterable<number>): FloatTensor {
  return { shape, data: Float32Array.from(data) };
}

/** Runs a model in ONNX Runtime on the CPU; `files` are the bytes that links point into, by location. */
export async function runModel(
  model: Model,
  feeds: Feeds,
  files: Readonly<Record<string, Uint8Array>> = {},
): Promise<Record<string, FloatTensor>> {
  const session = await InferenceSession.create(printModel(model), {
    logSeverityLevel: 3,
    externalData: Object.entries(files).map(([path, data]) => ({ path, data })),
  });
  const inputs = Object.fromEntries(
    session.inputNames.map((name) => {
      const feed = feeds[name];
      if (!feed) throw new Error(`no value for input ${name}`);
      return [name, new OrtTensor('float32', feed.data, feed.shape)];
    }),
  );
  const outputs = await session.run(inputs);
  await session.release();
  return Object.fromEntries(
    Object.entries(outputs).map(([name, { data, dims }]) => [
      name,
      tensor(dims, Array.from(data as ArrayLike<number>, Number)),
    ]),
  );
}
