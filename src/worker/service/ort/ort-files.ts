import asyncifyGlue from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url';
import asyncifyWasm from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import jspiGlue from 'onnxruntime-web/ort-wasm-simd-threaded.jspi.mjs?url';
import jspiWasm from 'onnxruntime-web/ort-wasm-simd-threaded.jspi.wasm?url';

/** The two builds of ORT that hold the native WebGPU execution provider, and the CPU one. */
export type OrtBuild = 'jspi' | 'asyncify';

export interface OrtFiles {
  readonly mjs: string;
  readonly wasm: string;
}

const BUNDLED: Readonly<Record<OrtBuild, OrtFiles>> = {
  jspi: { mjs: jspiGlue, wasm: jspiWasm },
  asyncify: { mjs: asyncifyGlue, wasm: asyncifyWasm },
};

const ownUrl = import.meta.url;

/**
 * Absolute addresses of ORT's glue and wasm: in `folder`, else where the worker's build put them. See the quirk
 * `lostFiles`.
 */
export function ortFiles(build: OrtBuild, folder?: string): OrtFiles {
  if (folder === undefined) {
    const { mjs, wasm } = BUNDLED[build];
    return { mjs: new URL(mjs, ownUrl).href, wasm: new URL(wasm, ownUrl).href };
  }
  const name = `ort-wasm-simd-threaded.${build}`;
  return { mjs: new URL(`${name}.mjs`, folder).href, wasm: new URL(`${name}.wasm`, folder).href };
}
