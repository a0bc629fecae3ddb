import * as ort from 'onnxruntime-web/webgpu';
import asyncifyGlue from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url';
import asyncifyWasm from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import { afterAll, beforeAll, expect, vi } from 'vitest';

/** What ORT says on the console, which it takes hold of when it is loaded. */
const lines: string[] = [];

/** ORT in this page, without a worker, and silent but for {@link placedOn}. */
export function listenToOrt(): void {
  beforeAll(() => {
    const absolute = (url: string): string => new URL(url, location.href).href;
    ort.env.wasm.wasmPaths = { mjs: absolute(asyncifyGlue), wasm: absolute(asyncifyWasm) };
    ort.env.wasm.numThreads = 1;
    ort.env.logLevel = 'verbose';
    const listen = (...parts: unknown[]): number => lines.push(parts.join(' '));
    for (const level of ['log', 'info', 'debug', 'warn', 'error'] as const)
      vi.spyOn(console, level).mockImplementation(listen);
  });

  afterAll(() => {
    vi.restoreAllMocks();
  });
}

interface Placed<T> {
  readonly session: T;
  /** Nodes that the provider did not get, in the words of ORT's log. */
  readonly elsewhere: readonly string[];
}

/** What becomes of the nodes of a session whose `logSeverityLevel` is 0. */
export async function placedOn<T>(
  provider: 'WebGpuExecutionProvider' | 'CPUExecutionProvider',
  create: () => Promise<T>,
): Promise<Placed<T>> {
  lines.length = 0;
  const session = await create();
  const placements = lines.filter((line) => line.includes('placed on ['));
  expect(placements.length).toBeGreaterThan(0);
  return { session, elsewhere: placements.filter((line) => !line.includes(`placed on [${provider}]`)) };
}
