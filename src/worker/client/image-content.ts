import { proxy, transfer } from 'comlink';
import { SaliencyError } from '../../errors.js';
import { contentHash } from '../../models/download/content-hash.js';
import type { DrawnSvg } from '../images/drawn-svg.js';
import { rasterizeSvg } from '../images/rasterize-svg.js';
import type { Content } from './held.js';

/** An image whose content the caller can name, and read whenever a worker needs it. */
export interface ImageSource {
  /** Equal names mean equal pixels: a hash of the file or of the pixels. */
  readonly content: string;
  /** Called once for each worker that needs the image; a bitmap that it resolves to is moved there. */
  readonly read: () => Promise<ImageBitmap | Blob>;
}

/** A file, a bitmap, or what can be read and named by the caller. */
export type GivenImage = Blob | ImageBitmap | ImageSource;

/** Called by the worker, across the boundary. */
async function drawSvg(svg: Blob, maxPixels: number): Promise<DrawnSvg> {
  const drawn = await rasterizeSvg(svg, maxPixels);
  return transfer(drawn, [drawn.bitmap]);
}

const bitmapIds = new WeakMap<ImageBitmap, string>();
let bitmaps = 0;

/** Its pixels cannot change, so the bitmap itself is as good a name as a hash of them. */
function idOf(bitmap: ImageBitmap): string {
  const id = bitmapIds.get(bitmap) ?? `bitmap ${++bitmaps}`;
  bitmapIds.set(bitmap, id);
  return id;
}

async function copyOf(bitmap: ImageBitmap): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(bitmap);
  } catch (cause) {
    throw new SaliencyError('image-decode', 'The ImageBitmap was closed or moved; make another.', { cause });
  }
}

async function hashOf(file: Blob): Promise<string> {
  try {
    return await contentHash(file);
  } catch (cause) {
    throw new SaliencyError(
      'image-decode',
      'The image file can no longer be read; it was moved, changed or deleted. Choose it again.',
      { cause },
    );
  }
}

/** A program without types may pass anything: an element, mostly. */
function isSource(image: unknown): image is ImageSource {
  const { content, read } = (image ?? {}) as Partial<ImageSource>;
  return typeof content === 'string' && typeof read === 'function';
}

async function sourceOf(image: GivenImage): Promise<ImageSource> {
  if (image instanceof Blob) return { content: await hashOf(image), read: () => Promise.resolve(image) };
  if (image instanceof ImageBitmap) return { content: idOf(image), read: () => copyOf(image) };
  if (isSource(image)) return image;
  throw new SaliencyError(
    'bad-option',
    'The image is none that the engine takes. Give a File, a Blob, an ImageBitmap (of an element by createImageBitmap), or { content, read }.',
  );
}

/** An image for the worker, by its content. */
export async function imageContent(image: GivenImage): Promise<Content> {
  const { content, read } = await sourceOf(image);
  return {
    identity: JSON.stringify(['image', content]),
    async send(service, key) {
      const pixels = await read();
      await (pixels instanceof Blob
        ? service.takeImage(key, pixels, proxy(drawSvg))
        : service.takeImage(key, transfer(pixels, [pixels])));
    },
  };
}
