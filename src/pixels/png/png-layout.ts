import type { Size } from '../../geometry/size.js';

/** What the chunks of a PNG say of its pixels. */
export interface PngLayout extends Size {
  /** Bits of a sample. */
  readonly depth: number;
  readonly colourType: number;
  readonly palette: Uint8Array;
  /** tRNS: alpha by palette index, or the one colour that is transparent, 16 bits a sample. */
  readonly transparency: Uint8Array | undefined;
  /** The compressed rows, from IDAT chunks. */
  readonly data: readonly Uint8Array<ArrayBuffer>[];
  /**
   * Whether browsers may not give its pixels exactly: where they are translucent, which browsers keep multiplied by
   * alpha, of 16 bits, or with a gamma or primaries that are those of sRGB, and that some browsers take literally.
   */
  readonly isInexact: boolean;
  /** Whether only alpha is why: an opaque picture is exact all the same. */
  readonly isExactIfOpaque: boolean;
}

const HEADER_BYTES = 8;
/** 1 / 2.2 in units of 1e-5, which files in sRGB state, and some round. */
const SRGB_GAMMA = { least: 45_000, most: 45_999 };
/** White and primaries of sRGB in units of 1e-5 (PNG specification, 11.3.2.5). */
const SRGB_PRIMARIES = [31_270, 32_900, 64_000, 33_000, 30_000, 60_000, 15_000, 6_000];
const PRIMARIES_TOLERANCE = 100;
/** Profiles, HDR, orientation and animation: what only a browser knows how to show. */
const LEFT_TO_BROWSER = ['iCCP', 'cICP', 'eXIf', 'acTL'];

type Chunks = ReadonlyMap<string, Uint8Array<ArrayBuffer>>;

/**
 * The layout of a PNG. Undefined for those that need a colour conversion or have several pictures, are turned,
 * interlaced, or damaged: those are left to the browser.
 */
export function pngLayout(file: Uint8Array<ArrayBuffer>): PngLayout | undefined {
  const { chunks, data } = chunksOf(file);
  const header = chunks.get('IHDR');
  if (!header || header.length < 13 || data.length === 0) return undefined;
  if (LEFT_TO_BROWSER.some((type) => chunks.has(type)) || !isSrgb(chunks)) return undefined;
  const view = viewOf(header);
  const [depth, colourType, , , interlace] = header.subarray(8);
  const transparency = chunks.get('tRNS');
  if (interlace !== 0) return undefined;
  const hasOldColours = !chunks.has('sRGB') && (chunks.has('gAMA') || chunks.has('cHRM'));
  const hasAlpha = transparency !== undefined || colourType >= 4;
  const isExactIfOpaque = depth < 16 && !hasOldColours;
  const isInexact = hasAlpha || !isExactIfOpaque;
  const palette = chunks.get('PLTE') ?? new Uint8Array();
  const size = { width: view.getUint32(0), height: view.getUint32(4) };
  return { ...size, depth, colourType, palette, transparency, data, isInexact, isExactIfOpaque };
}

function chunksOf(file: Uint8Array<ArrayBuffer>): { chunks: Chunks; data: Uint8Array<ArrayBuffer>[] } {
  const view = viewOf(file);
  const chunks = new Map<string, Uint8Array<ArrayBuffer>>();
  const data: Uint8Array<ArrayBuffer>[] = [];
  for (let at = HEADER_BYTES; at + 12 <= file.length;) {
    const end = at + 8 + view.getUint32(at);
    const type = String.fromCharCode(...file.subarray(at + 4, at + 8));
    const content = file.subarray(at + 8, end);
    if (type === 'IDAT') data.push(content);
    else chunks.set(type, content);
    at = end + 4;
  }
  return { chunks, data };
}

/** sRGB wins over gamma and primaries, which stand beside it for old programs. */
function isSrgb(chunks: Chunks): boolean {
  if (chunks.has('sRGB')) return true;
  const [gamma, primaries] = ['gAMA', 'cHRM'].map((type) => numbersOf(chunks.get(type)));
  return (
    gamma.every((value) => value >= SRGB_GAMMA.least && value <= SRGB_GAMMA.most) &&
    primaries.every((value, i) => Math.abs(value - SRGB_PRIMARIES[i]) <= PRIMARIES_TOLERANCE)
  );
}

function numbersOf(chunk: Uint8Array<ArrayBuffer> = new Uint8Array()): number[] {
  const view = viewOf(chunk);
  return Array.from({ length: Math.floor(chunk.length / 4) }, (_, i) => view.getUint32(4 * i));
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array<ArrayBuffer>): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
