import type { HeaderSource, ImageHeader } from './header-source.js';

/** IHDR is always first: width and height at bytes 16 and 20 (PNG specification, 5.6 and 11.2.1). */
export async function pngHeader(source: HeaderSource): Promise<ImageHeader | undefined> {
  const view = await source.read(0, 24);
  if (view.byteLength < 24) return undefined;
  return { width: view.getUint32(16), height: view.getUint32(20) };
}
