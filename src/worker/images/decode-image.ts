import { SaliencyError, throwIfAborted } from '../../errors.js';
import { ArrayPixels } from '../../pixels/array-pixels.js';
import { decodePng } from '../../pixels/png/decode-png.js';
import { pngLayout, type PngLayout } from '../../pixels/png/png-layout.js';
import { reducePixels, reductionFactor } from '../../pixels/reduce-pixels.js';
import { BitmapPixels } from './bitmap-pixels.js';
import type { DrawnSvg } from './drawn-svg.js';
import type { HeaderSource, ImageHeader } from './headers/header-source.js';
import { findFormat, findFormatOfType, START_BYTES, type ImageFormat } from './image-header.js';

export interface DecodeOptions {
  readonly signal?: AbortSignal;
  /** Largest bitmap, in pixels; a larger picture is reduced. Default 16 million: 64 MB. */
  readonly maxPixels?: number;
  /** Draws an SVG, which no worker can: `rasterizeSvg` of the page, as a Comlink proxy. */
  readonly rasterizeSvg?: (svg: Blob, maxPixels: number) => Promise<DrawnSvg>;
}

export interface DecodedImage {
  /** Upright (EXIF applied), perhaps transparent if it is a bitmap, which the caller closes (`closeImage`). */
  readonly picture: ImageBitmap | ArrayPixels;
  /** Of the file as it is displayed, in pixels: what boxes refer to. The picture may be smaller, or finer. */
  readonly width: number;
  readonly height: number;
  /** Whether the bitmap may be one that its file has turned or mirrored; true if absent. */
  readonly isTurned?: boolean;
}

export function closeImage({ picture }: DecodedImage): void {
  if (!(picture instanceof ArrayPixels)) picture.close();
}

const MAX_PIXELS = 16e6;
/** Decoding takes 4 bytes a pixel at full size; 160 million are 640 MB, and the largest cameras have 150. */
const MAX_SOURCE_PIXELS = 160e6;
/** Above it a PNG is the browser's to decode, whatever it holds: it needs less memory. */
const MAX_PNG_PIXELS = 64e6;

function decodeError(message: string, details: Record<string, unknown>, cause?: unknown): SaliencyError {
  return new SaliencyError('image-decode', message, { details, cause });
}

/** Asking for bytes of a file costs a millisecond, however few: most headers lie in the first ones. */
const FIRST_BYTES = 65_536;

function headerSource(blob: Blob): HeaderSource {
  let first: Promise<ArrayBuffer> | undefined;
  return {
    size: blob.size,
    async read(offset, length) {
      const end = Math.min(offset + length, blob.size);
      if (end > FIRST_BYTES) return new DataView(await blob.slice(offset, end).arrayBuffer());
      first ??= blob.slice(0, FIRST_BYTES).arrayBuffer();
      return new DataView(await first, Math.min(offset, end), Math.max(0, end - offset));
    },
  };
}

async function startOf(source: HeaderSource): Promise<string> {
  const view = await source.read(0, START_BYTES);
  return String.fromCharCode(...new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
}

/** The format, by content rather than by name or type, which often lie. */
async function formatOf(blob: Blob, source: HeaderSource): Promise<ImageFormat | undefined> {
  if (blob.size === 0) throw decodeError('The image file is empty; load another one.', { reason: 'empty' });
  const format = findFormat(await startOf(source)) ?? findFormatOfType(blob.type);
  if (!format?.advice) return format;
  throw decodeError(`Browsers cannot show ${format.name} files. ${format.advice}, and load that.`, {
    reason: 'format',
    format: format.name,
  });
}

function checkSize({ width, height }: ImageHeader, format: string): void {
  if (width === 0 || height === 0)
    throw decodeError(`The ${format} file says that it has no pixels; it is damaged. Load another one.`, {
      reason: 'damaged',
      format,
    });
  if (width * height <= MAX_SOURCE_PIXELS) return;
  const megapixels = Math.round((width * height) / 1e6);
  throw decodeError(
    `The image has ${width} x ${height} pixels (${megapixels} million); more than ${MAX_SOURCE_PIXELS / 1e6} million would exhaust the browser's memory. Reduce it, or cut it into tiles.`,
    { reason: 'too-large', format, width, height },
  );
}

async function decodeRaster(
  blob: Blob,
  format: ImageFormat | undefined,
  header: ImageHeader | undefined,
  maxPixels: number,
): Promise<DecodedImage> {
  const layout = format?.name === 'PNG' && header ? await inexactLayout(blob, header) : undefined;
  const early = layout && !layout.isExactIfOpaque && (await decodePng(layout));
  if (early) return reduced(early, maxPixels);
  const bitmap = await decodedByBrowser(blob, format);
  const { width, height } = bitmap;
  const isTurned = header?.isTurned ?? true;
  const source = new BitmapPixels(bitmap, isTurned);
  let isKept = false;
  try {
    // Many pictures have an alpha channel and no transparency, and the browser decodes those faster.
    const pixels = layout?.isExactIfOpaque && !(await source.isOpaque()) && (await decodePng(layout));
    if (pixels) return await reduced(pixels, maxPixels);
    isKept = reductionFactor(width, height, maxPixels) === 1;
    return isKept ? { picture: bitmap, width, height, isTurned } : await reduced(source, maxPixels);
  } finally {
    source.close();
    if (!isKept) bitmap.close();
  }
}

/** That of a PNG of which browsers may not give the exact pixels. */
async function inexactLayout(blob: Blob, { width, height }: ImageHeader): Promise<PngLayout | undefined> {
  if (width * height > MAX_PNG_PIXELS) return undefined;
  const layout = pngLayout(new Uint8Array(await blob.arrayBuffer()));
  return layout?.isInexact ? layout : undefined;
}

async function decodedByBrowser(blob: Blob, format: ImageFormat | undefined): Promise<ImageBitmap> {
  const name = format?.name ?? 'file';
  try {
    return await createImageBitmap(blob, { imageOrientation: 'from-image' });
  } catch (cause) {
    const message = format
      ? `The ${name} file cannot be decoded: it is damaged, incomplete, or of a kind that this browser does not know. Open it in an image editor and save it again as JPEG or PNG.`
      : 'The file is not an image that this browser can show. Use a JPEG, PNG, WebP, AVIF, GIF or SVG file.';
    throw decodeError(message, { reason: format ? 'damaged' : 'format', format: format?.name }, cause);
  }
}

/** By the package's own arithmetic: every browser reduces pictures in another way. */
async function reduced(source: ArrayPixels | BitmapPixels, maxPixels: number): Promise<DecodedImage> {
  const { width, height } = source;
  const factor = reductionFactor(width, height, maxPixels);
  const isKept = factor === 1 && source instanceof ArrayPixels;
  return { picture: isKept ? source : await reducePixels(source, factor), width, height };
}

async function decodeSvg(
  blob: Blob,
  maxPixels: number,
  { rasterizeSvg }: DecodeOptions,
): Promise<DecodedImage> {
  if (!rasterizeSvg) {
    throw decodeError(
      'An SVG cannot be drawn in a worker. Save it as PNG, or load it through an <img> element.',
      {
        reason: 'format',
        format: 'SVG',
      },
    );
  }
  const { bitmap, width, height } = await rasterizeSvg(blob, maxPixels);
  return { picture: bitmap, width, height };
}

/**
 * Decodes a picture off the main thread: JPEG, PNG, WebP, AVIF, the first frame of a GIF, BMP, and SVG with the
 * page's help. Large pictures become smaller ones, so that no more than one full-size copy exists, and that
 * only for a moment.
 *
 * @throws SaliencyError `image-decode` with `details.reason` `empty`, `format`, `damaged` or `too-large`; `aborted`.
 */
export async function decodeImage(blob: Blob, options: DecodeOptions = {}): Promise<DecodedImage> {
  const { signal, maxPixels = MAX_PIXELS } = options;
  throwIfAborted(signal);
  const source = headerSource(blob);
  const format = await formatOf(blob, source);
  if (format?.name === 'SVG') return decodeSvg(blob, maxPixels, options);
  const header = await format?.header?.(source);
  if (format && header) checkSize(header, format.name);
  throwIfAborted(signal);
  const image = await decodeRaster(blob, format, header, maxPixels);
  if (!signal?.aborted) return image;
  closeImage(image);
  throwIfAborted(signal);
  return image;
}
