import type { HeaderSource, ImageHeader } from './header-source.js';

/** The logical screen (GIF89a, 18): browsers show a first frame that is smaller within it. */
export async function gifHeader(source: HeaderSource): Promise<ImageHeader | undefined> {
  const view = await source.read(6, 4);
  if (view.byteLength < 4) return undefined;
  return { width: view.getUint16(0, true), height: view.getUint16(2, true), isTurned: false };
}
