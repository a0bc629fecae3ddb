import * as ort from 'onnxruntime-web/webgpu';
import asyncifyGlue from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url';
import asyncifyWasm from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import type { Layout } from '../../src/lowering/layout.js';
import type { Model } from '../../src/onnx/graph/model.js';
import { printModel } from '../../src/onnx/codec/print-model.js';

/** The CPU, or WebGPU with images in that layout. */
export type Provider = 'wasm' | Layout;

/** ORT in this page, without a worker. */
export function configureOrt(): void {
  const absolute = (url: string): string => new URL(url, location.href).href;
  ort.env.wasm.wasmPaths = { mjs: absolute(asyncifyGlue), wasm: absolute(asyncifyWasm) };
  ort.env.wasm.numThreads = 1;
}

/** The float32 outputs of one run, by name. */
export async function runOn(
  provider: Provider,
  model: Model,
  feeds: Readonly<Record<string, ort.Tensor>>,
): Promise<(output: string) => Float32Array> {
  const session = await ort.InferenceSession.create(printModel(model), {
    executionProviders: provider === 'wasm' ? ['wasm'] : [{ name: 'webgpu', preferredLayout: provider }],
    logSeverityLevel: 3,
  });
  const outputs = await session.run(feeds);
  await session.release();
  return (name) => outputs[name].data as Float32Array;
}

/** The model with other outputs: tensors that it makes anyway. */
export function withOutputs(model: Model, ...names: readonly string[]): Model {
  return { ...model, graph: { ...model.graph, outputs: names.map((name) => ({ name })) } };
}
