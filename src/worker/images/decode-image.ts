import { SaliencyError, throwIfAborted } from '../../errors.js';
import { reducePixels, reductionFactor } from '../../pixels/reduce-pixels.js';
import { BitmapPixels } from './bitmap-pixels.js';
import type { HeaderSource, ImageHeader } from './headers/header-source.js';
import { findFormat, findFormatOfType, START_BYTES, type ImageFormat } from './image-header.js';

export interface DecodeOptions {
  readonly signal?: AbortSignal;
  /** Largest bitmap, in pixels; a larger picture is reduced. Default 16 million: 64 MB. */
  readonly maxPixels?: number;
  /** Draws an SVG, which no worker can: `rasterizeSvg` of the page, as a Comlink proxy. */
  readonly rasterizeSvg?: (svg: Blob, maxPixels: number) => Promise<DecodedImage>;
}

export interface DecodedImage {
  /** Upright (EXIF applied); the caller closes it. Transparency is kept: whoever draws it puts white behind. */
  readonly bitmap: ImageBitmap;
  /** Of the file as it is displayed, in pixels: what boxes refer to. The bitmap may be smaller, or finer. */
  readonly width: number;
  readonly height: number;
  /** By what the bitmap's sides were divided, rounded up; 1 if absent. */
  readonly reduction?: number;
}

const MAX_PIXELS = 16e6;
/** Decoding takes 4 bytes a pixel at full size; 160 million are 640 MB, and the largest cameras have 150. */
const MAX_SOURCE_PIXELS = 160e6;

function decodeError(message: string, details: Record<string, unknown>, cause?: unknown): SaliencyError {
  return new SaliencyError('image-decode', message, { details, cause });
}

function headerSource(blob: Blob): HeaderSource {
  return {
    size: blob.size,
    async read(offset, length) {
      return new DataView(await blob.slice(offset, offset + length).arrayBuffer());
    },
  };
}

async function startOf(source: HeaderSource): Promise<string> {
  const view = await source.read(0, START_BYTES);
  return String.fromCharCode(...new Uint8Array(view.buffer));
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
  maxPixels: number,
): Promise<DecodedImage> {
  const name = format?.name ?? 'file';
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(blob, { imageOrientation: 'from-image' });
  } catch (cause) {
    const message = format
      ? `The ${name} file cannot be decoded: it is damaged, incomplete, or of a kind that this browser does not know. Open it in an image editor and save it again as JPEG or PNG.`
      : 'The file is not an image that this browser can show. Use a JPEG, PNG, WebP, AVIF, GIF or SVG file.';
    throw decodeError(message, { reason: format ? 'damaged' : 'format', format: format?.name }, cause);
  }
  return reduced(bitmap, maxPixels);
}

/** By the package's own arithmetic: every browser reduces pictures in another way. */
async function reduced(bitmap: ImageBitmap, maxPixels: number): Promise<DecodedImage> {
  const { width, height } = bitmap;
  const reduction = reductionFactor(width, height, maxPixels);
  if (reduction === 1) return { bitmap, width, height };
  try {
    const small = reducePixels(new BitmapPixels(bitmap), reduction);
    const pixels = new ImageData(small.data, small.width, small.height);
    return { bitmap: await createImageBitmap(pixels), width, height, reduction };
  } finally {
    bitmap.close();
  }
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
  return rasterizeSvg(blob, maxPixels);
}

/**
 * Decodes a picture off the main thread: JPEG, PNG, WebP, AVIF, the first frame of a GIF, BMP, and SVG with the
 * page's help. Large pictures become smaller bitmaps, so that no more than one full-size copy exists, and that
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
  const image = await decodeRaster(blob, format, maxPixels);
  if (!signal?.aborted) return image;
  image.bitmap.close();
  throwIfAborted(signal);
  return image;
}
