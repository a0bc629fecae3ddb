import type { HeaderSource, ImageHeader } from './header-source.js';

interface Box {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

/** The boxes within a range of a file (ISO/IEC 14496-12, 4.2). */
function* boxes(view: DataView, from: number, to: number): Generator<Box> {
  for (let at = from; at + 8 <= to;) {
    const size = view.getUint32(at);
    const type = String.fromCharCode(...[4, 5, 6, 7].map((byte) => view.getUint8(at + byte)));
    const end = size === 0 ? to : Math.min(at + size, to);
    if (end < at + 8) return;
    yield { type, start: at + 8, end };
    at = end;
  }
}

function find(view: DataView, type: string, { start, end }: Pick<Box, 'start' | 'end'>): Box | undefined {
  for (const box of boxes(view, start, end)) if (box.type === type) return box;
  return undefined;
}

/** Meta boxes are small and lie at the front of files for the web. */
const HEAD_BYTES = 65_536;
const FULL_BOX = 4;

/**
 * The largest `ispe` among the item properties, turned by `irot` (ISO/IEC 23008-12, 6.5): tiles and thumbnails
 * are smaller than the picture they belong to.
 */
export async function avifHeader(source: HeaderSource): Promise<ImageHeader | undefined> {
  const view = await source.read(0, HEAD_BYTES);
  const meta = find(view, 'meta', { start: 0, end: view.byteLength });
  const properties = meta && find(view, 'iprp', { start: meta.start + FULL_BOX, end: meta.end });
  const container = properties && find(view, 'ipco', properties);
  if (!container) return undefined;
  let width = 0;
  let height = 0;
  let isOnSide = false;
  let isTurned = false;
  for (const { type, start, end } of boxes(view, container.start, container.end)) {
    if (type === 'irot' || type === 'imir') isTurned = true;
    if (type === 'irot' && end > start) isOnSide = view.getUint8(start) % 2 === 1;
    if (type !== 'ispe' || end < start + 12) continue;
    width = Math.max(width, view.getUint32(start + 4));
    height = Math.max(height, view.getUint32(start + 8));
  }
  if (width === 0 || height === 0) return undefined;
  return isOnSide ? { width: height, height: width, isTurned } : { width, height, isTurned };
}
