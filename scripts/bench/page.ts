import * as ort from 'onnxruntime-web/jspi';
import jspiGlue from 'onnxruntime-web/ort-wasm-simd-threaded.jspi.mjs?url';
import jspiWasm from 'onnxruntime-web/ort-wasm-simd-threaded.jspi.wasm?url';
import { boxesFromMap } from '../../src/drafts/map/boxes-from-map.js';
import { parseModel } from '../../src/onnx/codec/parse-model.js';
import { printModel } from '../../src/onnx/codec/print-model.js';
import type { Rectangle } from '../../src/geometry/rectangle.js';
import type { ModelCard } from '../../src/models/model-card.js';
import type { Explanation, ExplainOptions, Timings } from '../../src/worker/explanation.js';
import { blobSource } from '../../src/worker/service/models/blob-source.js';
import { inputShape } from '../../src/pixels/input-tensor.js';
import { SteadyBlob } from '../../src/worker/service/ort/steady-blob.js';
import type { ImageHandle, ModelHandle } from '../../src/worker/client/held.js';
import { SaliencyClient } from '../../src/worker/client/saliency-client.js';

/** What the scripts in Node drive; all times in milliseconds. */
interface Opened {
  readonly ready: number;
  readonly device: string;
  readonly trunkBytes: number;
  readonly headBytes: number;
}

interface Measured {
  readonly wall: number;
  readonly timings: Timings;
}

let client: SaliencyClient;
let model: ModelHandle;
let image: ImageHandle;
let last: Explanation;

async function timed<T>(work: () => Promise<T>): Promise<[wall: number, result: T]> {
  const start = performance.now();
  const result = await work();
  return [performance.now() - start, result];
}

/** Coloured rectangles at random places: another picture every time. */
async function randomImage(): Promise<ImageBitmap> {
  const context = new OffscreenCanvas(640, 480).getContext('2d')!;
  for (let i = 0; i < 40; i++) {
    context.fillStyle = `hsl(${360 * Math.random()} 70% 50%)`;
    context.fillRect(600 * Math.random(), 440 * Math.random(), 200 * Math.random(), 200 * Math.random());
  }
  return createImageBitmap(context.canvas);
}

function boxesOfLast(threshold: number): Rectangle[] {
  const { map, mapWidth, mapHeight, mapRect, label, method, layer } = last;
  return boxesFromMap(
    { data: map, width: mapWidth, height: mapHeight },
    { threshold, rect: mapRect, label, provenance: { model: 'bench', method, layer } },
  ).map(({ x, y, width, height }) => ({ x, y, width, height }));
}

function showNew(next: ImageHandle): void {
  image?.release();
  image = next;
}

const bench = {
  /** Hands the model over as a file, as a page does on which one was dropped. */
  async open(url: string, card: Partial<ModelCard>, device: 'wasm' | 'webgpu'): Promise<Opened> {
    client = new SaliencyClient({ device });
    const data = new URL(url, location.href).href;
    model = client.model({ data, card });
    const [ready, info] = await timed(() => client.open(model));
    const { trunkBytes, headBytes } = info;
    return { ready, device: info.device, trunkBytes, headBytes };
  },

  /** Only fetches, in a worker that ends with it. */
  async fetch(url: string, card: Partial<ModelCard>): Promise<{ wall: number }> {
    const address = new URL(url, location.href).href;
    const worker = new Worker(new URL('./fetch-worker.ts', import.meta.url), { type: 'module' });
    const answered = new Promise<void>((resolve, reject) => {
      worker.onmessage = () => resolve();
      worker.onerror = reject;
    });
    worker.postMessage({ url: address, name: card.name });
    const [wall] = await timed(() => answered);
    worker.terminate();
    return { wall };
  },

  /** Asks about another model from now on. */
  async change(url: string, card: Partial<ModelCard>): Promise<void> {
    model.release();
    model = client.model({ data: new URL(url, location.href).href, card });
    await client.open(model);
  },

  async newImage(): Promise<void> {
    showNew(client.image(await randomImage()));
  },

  async showImage(url: string): Promise<void> {
    showNew(client.image(await (await fetch(url)).blob()));
  },

  /** The last map, and the boxes that the element would draft from it. */
  lastMap(threshold: number): { map: number[]; classIndex: number; boxes: Rectangle[] } {
    return { map: [...last.map], classIndex: last.classIndex, boxes: boxesOfLast(threshold) };
  },

  /** What the GPU can do; none: there is no adapter. */
  async adapterFeatures(): Promise<readonly string[] | undefined> {
    const { gpu } = navigator as { gpu?: { requestAdapter(): Promise<{ features: Set<string> } | null> } };
    const adapter = await gpu?.requestAdapter();
    return adapter ? [...adapter.features] : undefined;
  },

  async explain(options: ExplainOptions): Promise<Measured> {
    const [wall, explanation] = await timed(() => client.explain({ model, image, ...options }));
    last = explanation;
    return { wall, timings: explanation.timings };
  },

  /** The boxes of another threshold over the last map: what moving the slider costs. */
  threshold(threshold: number): number {
    const start = performance.now();
    boxesOfLast(threshold);
    return performance.now() - start;
  },

  runCounts: () => client.runCounts(),

  dispose: () => client.dispose(),
};

let plain: ort.InferenceSession;
let feeds: Record<string, ort.Tensor>;

/** The model as it is, for comparison: its own graph, the same runtime, provider and number of threads. */
const forward = {
  async open(url: string, { input }: ModelCard): Promise<void> {
    const absolute = (path: string): string => new URL(path, location.href).href;
    ort.env.wasm.wasmPaths = { mjs: absolute(jspiGlue), wasm: absolute(jspiWasm) };
    ort.env.wasm.numThreads = 1;
    const file = await (await fetch(url)).blob();
    const model = await parseModel(blobSource(file), { location: 'weights' });
    plain = await ort.InferenceSession.create(printModel(model), {
      executionProviders: ['wasm'],
      externalData: [{ path: 'weights', data: new SteadyBlob([file]) }],
    });
    const shape = inputShape(input);
    const values = new Float32Array(shape.reduce((product, size) => product * size)).map(Math.random);
    feeds = { [plain.inputNames[0]]: new ort.Tensor('float32', values, shape) };
  },

  async run(): Promise<number> {
    return (await timed(() => plain.run(feeds)))[0];
  },

  release: () => plain.release(),
};

Object.assign(globalThis, { bench, forward });
export type Bench = typeof bench;
export type Forward = typeof forward;
