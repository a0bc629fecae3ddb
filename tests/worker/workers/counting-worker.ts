import type { InferenceSession } from 'onnxruntime-web';
import '../../../src/worker/service/saliency-worker.js';

/** What a worker holds: told on the channel `counting-worker` to whoever asks. */
export interface Holdings {
  /** Sessions that were created and not released. */
  readonly sessions: number;
  /** Bytes of the WebAssembly heap, which can only grow. */
  readonly heap: number;
  /** Bytes of GPU buffers that were created and not destroyed. */
  readonly gpu: number;
}

let sessions = 0;
let memory: WebAssembly.Memory | undefined;
const buffers = new Map<object, number>();

async function countSessions(): Promise<void> {
  const { InferenceSession: Sessions } =
    'Suspending' in WebAssembly
      ? await import('onnxruntime-web/jspi')
      : await import('onnxruntime-web/webgpu');
  const create = Sessions.create.bind(Sessions) as (...options: unknown[]) => Promise<InferenceSession>;
  const counted = async (...options: unknown[]): Promise<InferenceSession> => {
    const session = await create(...options);
    sessions += 1;
    const release = session.release.bind(session);
    session.release = async () => {
      await release();
      sessions -= 1;
    };
    return session;
  };
  Object.assign(Sessions, { create: counted });
}

interface Memories {
  readonly memory?: unknown;
}

/** ORT's heap is the largest memory that a module here imports or exports. */
function watchHeap(): void {
  const see = (candidates: Memories | undefined): void => {
    const found = Object.values(candidates ?? {}).find((value) => value instanceof WebAssembly.Memory);
    if (found) memory = found;
  };
  const { instantiate, instantiateStreaming } = WebAssembly;
  const watched =
    (original: (...options: never[]) => Promise<unknown>) =>
    async (source: unknown, imports?: Record<string, Memories>): Promise<unknown> => {
      const result = await original(...([source, imports] as never[]));
      Object.values(imports ?? {}).forEach(see);
      const instance =
        (result as { instance?: WebAssembly.Instance }).instance ?? (result as WebAssembly.Instance);
      see(instance.exports);
      return result;
    };
  Object.assign(WebAssembly, {
    instantiate: watched(instantiate as never),
    instantiateStreaming: watched(instantiateStreaming as never),
  });
}

interface GpuClass<T> {
  readonly prototype: T;
}
interface DeviceMethods {
  createBuffer(description: { size: number }): object;
}
interface BufferMethods {
  destroy(): void;
}

function countBuffers(): void {
  const { GPUDevice, GPUBuffer } = globalThis as unknown as {
    GPUDevice: GpuClass<DeviceMethods>;
    GPUBuffer: GpuClass<BufferMethods>;
  };
  const create = Reflect.get(GPUDevice.prototype, 'createBuffer');
  const destroy = Reflect.get(GPUBuffer.prototype, 'destroy');
  GPUDevice.prototype.createBuffer = function (description) {
    const buffer = create.call(this, description);
    buffers.set(buffer, description.size);
    return buffer;
  };
  GPUBuffer.prototype.destroy = function () {
    buffers.delete(this);
    destroy.call(this);
  };
}

function holdings(): Holdings {
  const gpu = [...buffers.values()].reduce((sum, size) => sum + size, 0);
  return { sessions, heap: memory?.buffer.byteLength ?? 0, gpu };
}

watchHeap();
countBuffers();
const ready = countSessions();
const channel = new BroadcastChannel('counting-worker');
channel.onmessage = async ({ data }: MessageEvent<unknown>) => {
  if (data !== 'tell') return;
  await ready;
  channel.postMessage(holdings());
};
