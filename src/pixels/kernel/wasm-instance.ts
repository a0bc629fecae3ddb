import { resizeCode } from './resize-code.js';

interface Memory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/** What of it is used here; TypeScript has its types only with those of the DOM. */
declare const WebAssembly: {
  readonly Module: new (code: Uint8Array<ArrayBuffer>) => object;
  readonly Memory: new (size: { initial: number }) => Memory;
  readonly Instance: new (
    module: object,
    imports: { env: { memory: Memory } },
  ) => { readonly exports: WasmInstance['run'] };
};

const PAGE_BYTES = 65_536;
/** A larger one is not kept for the next picture. */
const KEPT_BYTES = 2 ** 24;

export interface WasmInstance {
  readonly memory: Memory;
  readonly run: Readonly<Record<string, (...parameters: number[]) => void>>;
}

let compiled: object | undefined;
/** A memory reserves gigabytes of addresses until it is collected, so that pictures one after the other share one. */
let idle: WasmInstance | undefined;

/** Nobody else's until it is given back, with a memory of at least so many bytes. */
export function takeInstance(bytes: number): WasmInstance {
  const pages = Math.ceil(bytes / PAGE_BYTES);
  const instance = idle ?? newInstance(pages);
  idle = undefined;
  const missing = pages - instance.memory.buffer.byteLength / PAGE_BYTES;
  if (missing > 0) instance.memory.grow(missing);
  return instance;
}

export function giveBack(instance: WasmInstance): void {
  if (instance.memory.buffer.byteLength <= KEPT_BYTES) idle = instance;
}

function newInstance(pages: number): WasmInstance {
  compiled ??= new WebAssembly.Module(resizeCode());
  const memory = new WebAssembly.Memory({ initial: pages });
  return { memory, run: new WebAssembly.Instance(compiled, { env: { memory } }).exports };
}
