import type * as Ort from 'onnxruntime-web';
import { ortFiles } from './ort-files.js';

export type OrtModule = typeof Ort;

export interface Runtime {
  readonly ort: OrtModule;
  /** True: weights may be given as a `Blob`; otherwise as a `Uint8Array`. See the quirk `blobsByJspi`. */
  readonly readsBlobs: boolean;
}

export interface RuntimeOptions {
  /** See `StartOptions.wasmPaths`. */
  readonly wasmPaths?: string;
  /** Only before the first session, and only where the page is cross-origin isolated. */
  readonly threads: number;
}

/** Threads for the WASM execution provider; the WebGPU one wants 1. */
export function wasmThreads(): number {
  if (!globalThis.crossOriginIsolated) return 1;
  return Math.min(4, Math.max(1, Math.ceil(navigator.hardwareConcurrency / 2)));
}

/** Loads ONNX Runtime, once per worker; see the quirk `bareEntry`. */
export async function loadRuntime({ wasmPaths, threads }: RuntimeOptions): Promise<Runtime> {
  const jspi = 'Suspending' in WebAssembly;
  const ort = jspi ? await import('onnxruntime-web/jspi') : await import('onnxruntime-web/webgpu');
  ort.env.wasm.wasmPaths = ortFiles(jspi ? 'jspi' : 'asyncify', wasmPaths);
  ort.env.wasm.numThreads = threads;
  ort.env.wasm.proxy = false;
  ort.env.logLevel = 'error';
  return { ort, readsBlobs: jspi };
}
