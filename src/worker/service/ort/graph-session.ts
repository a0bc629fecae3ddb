import type { InferenceSession, Tensor } from 'onnxruntime-web';
import { PriorityQueue, type Urgent } from '../../../async/priority-queue.js';
import { TRUNK_LAYOUT, type Layout } from '../../../lowering/layout.js';
import type { Device } from '../../model-info.js';
import { GpuWatch, type WatchedDevice } from './gpu-watch.js';
import { runError } from './run-error.js';
import type { Runtime } from './runtime.js';
import { SteadyBlob } from './steady-blob.js';

export type Tensors = Readonly<Record<string, Tensor>>;

/** Files that a graph's weights are linked to, by the name in the links; see the quirk `weightsInHeap`. */
export type WeightFiles = ReadonlyMap<string, Blob>;

export interface GraphOptions {
  readonly device: Device;
  /** WebGPU only: how its convolutions hold images; default {@link TRUNK_LAYOUT}. */
  readonly layout?: Layout;
  readonly weights?: WeightFiles;
  /** WASM only: weights are not packed a second and third time, which takes less memory and more time. */
  readonly isLean?: boolean;
  /** Outputs stay on the GPU: the caller must dispose of them. */
  readonly keepOnGpu?: boolean;
}

/** For the CPU provider; see the quirks `arenaOfWeights` and `weightsPackedTwice`. */
function memoryOptions({ isLean }: GraphOptions): Pick<InferenceSession.SessionOptions, 'extra'> {
  const session = {
    use_device_allocator_for_initializers: '1',
    disable_prepacking: isLean ? '1' : '0',
  };
  return { extra: { session } };
}

/** Memory that goes makes room for all others. */
const AT_ONCE: Urgent = { urgency: Infinity };

/**
 * ONNX Runtime as this worker uses it: one call at a time, the most urgent first; see the quirk
 * `overlappingCalls`.
 */
export class OrtEngine {
  readonly runtime: Runtime;
  readonly #queue = new PriorityQueue();
  readonly #gpu = new GpuWatch();

  constructor(runtime: Runtime) {
    this.runtime = runtime;
  }

  /** @throws SaliencyError see {@link runError}. */
  create(graph: Uint8Array, options: GraphOptions, urgent: Urgent): Promise<GraphSession> {
    return this.#exclusively(urgent, async () => {
      const { device, layout = TRUNK_LAYOUT, keepOnGpu } = options;
      const session = await this.runtime.ort.InferenceSession.create(graph, {
        executionProviders:
          device === 'webgpu' ? [{ name: 'webgpu', preferredLayout: layout }] : [{ name: 'wasm' }],
        externalData: await this.#externalData(options.weights ?? new Map()),
        preferredOutputLocation: device === 'webgpu' && keepOnGpu ? 'gpu-buffer' : 'cpu',
        logSeverityLevel: 3,
        ...(device === 'wasm' && memoryOptions(options)),
      });
      if (device === 'webgpu') await this.#watchGpu();
      return new GraphSession(this, session, device);
    });
  }

  run(session: InferenceSession, feeds: Tensors, device: Device, urgent: Urgent): Promise<Tensors> {
    return this.#exclusively(urgent, async () => {
      const outputs = await session.run(feeds);
      if (device === 'webgpu') this.#gpu.check();
      return outputs;
    });
  }

  /** The tensor's values, downloaded if need be; the tensor stays where it is. */
  download(tensor: Tensor, urgent: Urgent): Promise<Tensor.DataType> {
    return this.#exclusively(urgent, () => tensor.getData());
  }

  dispose(tensors: Tensors): void {
    void this.#exclusively(AT_ONCE, async () => {
      for (const tensor of Object.values(tensors)) tensor.dispose();
      return Promise.resolve();
    }).catch(() => undefined);
  }

  release(session: InferenceSession): void {
    void this.#exclusively(AT_ONCE, () => session.release()).catch(() => undefined);
  }

  async #exclusively<T>(urgent: Urgent, task: () => Promise<T>): Promise<T> {
    try {
      return await this.#queue.add(urgent, task);
    } catch (thrown) {
      throw runError(thrown);
    }
  }

  async #watchGpu(): Promise<void> {
    this.#gpu.watch((await this.runtime.ort.env.webgpu.device) as WatchedDevice);
    await this.#gpu.settle();
    this.#gpu.check();
  }

  /** See the quirk `blobsByJspi`. */
  #externalData(weights: WeightFiles): Promise<InferenceSession.SessionOptions['externalData']> {
    return Promise.all(
      [...weights].map(async ([path, blob]) => ({
        path,
        data: this.runtime.readsBlobs ? new SteadyBlob([blob]) : new Uint8Array(await blob.arrayBuffer()),
      })),
    );
  }
}

/** One graph, ready to run. */
export class GraphSession {
  readonly #engine: OrtEngine;
  readonly #session: InferenceSession;
  readonly #device: Device;

  constructor(engine: OrtEngine, session: InferenceSession, device: Device) {
    this.#engine = engine;
    this.#session = session;
    this.#device = device;
  }

  get outputNames(): readonly string[] {
    return this.#session.outputNames;
  }

  run(feeds: Tensors, urgent: Urgent): Promise<Tensors> {
    return this.#engine.run(this.#session, feeds, this.#device, urgent);
  }

  release(): void {
    this.#engine.release(this.#session);
  }
}
