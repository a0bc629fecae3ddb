import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { DataType, type Model, type TensorType } from '../../src/onnx/model.js';
import { printModel } from '../../src/onnx/print-model.js';

/** A float32 tensor in a test: numbers in row-major order. */
export interface FloatTensor {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

export type Feeds = Readonly<Record<string, FloatTensor>>;

export function tensor(shape: readonly number[], data: Iterable<number>): FloatTensor {
  return { shape, data: Float32Array.from(data) };
}

/** Runs a model in ONNX Runtime on the CPU. */
export async function runModel(model: Model, feeds: Feeds): Promise<Record<string, FloatTensor>> {
  const session = await InferenceSession.create(printModel(model), { logSeverityLevel: 3 });
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

/** Types of every tensor, as ONNX Runtime itself finds them when it runs the model. */
export async function typesByRunning(model: Model): Promise<Map<string, TensorType>> {
  const { graph } = model;
  const names = graph.nodes.flatMap((node) => node.outputs).filter((name) => name !== '');
  const every: Model = { ...model, graph: { ...graph, outputs: names.map((name) => ({ name })) } };
  const feeds = Object.fromEntries(
    graph.inputs.map(({ name, dims }) => {
      const shape = (dims ?? []).map((size) => (typeof size === 'number' ? size : 1));
      return [name, tensor(shape, new Float32Array(shape.reduce((a, b) => a * b, 1)))];
    }),
  );
  const outputs = await runModel(every, feeds);
  const types = new Map<string, TensorType>();
  for (const { name, dataType, dims } of graph.initializers.values())
    types.set(name, { dataType, shape: dims });
  for (const [name, { shape }] of Object.entries({ ...feeds, ...outputs }))
    types.set(name, { dataType: DataType.FLOAT, shape });
  return types;
}
