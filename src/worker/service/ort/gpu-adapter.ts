/** The part of `GPUAdapter` that is used here. */
export interface Adapter {
  readonly limits: { readonly maxBufferSize: number };
  readonly info?: { readonly isFallbackAdapter?: boolean };
  readonly isFallbackAdapter?: boolean;
}

interface NavigatorGpu {
  requestAdapter(options: { powerPreference: 'high-performance' }): Promise<Adapter | null>;
}

export type AdapterProbe = { readonly adapter: Adapter } | { readonly missing: string };

/** The GPU, or why there is none, in words that complete "WebGPU is not used: ...". */
export async function probeAdapter(): Promise<AdapterProbe> {
  const { gpu } = navigator as { gpu?: NavigatorGpu };
  if (!globalThis.isSecureContext) return { missing: 'the page is not served over HTTPS' };
  if (!gpu) return { missing: 'this browser does not have it' };
  try {
    const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
    return adapter ? { adapter } : { missing: 'the browser found no GPU that it can use' };
  } catch (thrown) {
    return { missing: `the browser refused the GPU (${String(thrown)})` };
  }
}

/** True for an adapter that computes on the CPU, many times slower than WebAssembly does. */
export function isSoftware(adapter: Adapter): boolean {
  return adapter.info?.isFallbackAdapter ?? adapter.isFallbackAdapter ?? false;
}
