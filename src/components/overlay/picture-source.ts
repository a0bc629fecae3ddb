import { SaliencyError, throwIfAborted } from '../../errors.js';
import type { AnnotatedImage } from '../../formats/annotation-format.js';
import type { Explanation } from '../../worker/explanation.js';
import { naturalSize, type PictureElement } from '../stage/measure-target.js';
import type { Size } from '../../geometry/size.js';
import { untilAborted } from '../../async/until-aborted.js';

/**
 * Names the pixels that an element shows, so that the same image is not read twice; '' when it shows none.
 *
 * @param drawing counts what the page drew on a canvas, which nothing else tells
 */
export function pictureKey(target: PictureElement | undefined, drawing: number): string {
  if (!target) return '';
  if (target instanceof HTMLCanvasElement) return `canvas ${drawing}`;
  // `currentSrc` lags behind a new `src`; only where the browser chooses among several does it tell more.
  const chosen = target.srcset !== '' || target.parentElement instanceof HTMLPictureElement;
  return chosen ? target.currentSrc : target.src;
}

/** False while an image still loads; its `load` or `error` event will tell. */
export function isSettled(target: PictureElement): boolean {
  return target instanceof HTMLCanvasElement || target.complete;
}

/** In pixels of the file, which `naturalWidth` is not where `srcset` gives a density. */
export function pictureSize(target: PictureElement | undefined, explanation: Explanation | undefined): Size {
  if (explanation) return { width: explanation.imageWidth, height: explanation.imageHeight };
  return target ? naturalSize(target) : { width: 1, height: 1 };
}

/** What exports say of the image. */
export function describePicture(
  target: PictureElement,
  name: string | undefined,
  size: Size,
): AnnotatedImage {
  const url = target instanceof HTMLImageElement && /^https?:/.test(target.src) ? target.src : undefined;
  return { fileName: name || pictureName(target), url, ...size };
}

/** The last part of the image's address, for exports; `image` where it has no name of its own. */
function pictureName(target: PictureElement | undefined): string {
  const url = target instanceof HTMLImageElement ? target.currentSrc || target.src : '';
  if (!/^https?:/.test(url)) return 'image';
  const path = new URL(url).pathname;
  return decodeURIComponent(path.slice(path.lastIndexOf('/') + 1)) || 'image';
}

/**
 * Reads an element's pixels at their natural size, upright (EXIF applied).
 *
 * @throws SaliencyError `image-missing`, `image-decode`, `cors`, `aborted`
 */
export async function readPicture(target: PictureElement, signal: AbortSignal): Promise<ImageBitmap> {
  if (target instanceof HTMLImageElement) await decoded(target, signal);
  const bitmap = await createImageBitmap(target).catch((cause: unknown) => {
    throw new SaliencyError(
      'image-decode',
      'The image has no pixels to read. Give it a width and a height, or use a PNG, JPEG or WebP file.',
      { cause },
    );
  });
  throwIfAborted(signal);
  if (isReadable(bitmap)) return bitmap;
  bitmap.close();
  return refetched(target, signal);
}

async function decoded(image: HTMLImageElement, signal: AbortSignal): Promise<void> {
  if (!image.currentSrc && !image.src) {
    throw new SaliencyError('image-missing', 'There is no image yet. Set the src of the image.');
  }
  try {
    await untilAborted(image.decode(), signal);
  } catch (cause) {
    throwIfAborted(signal);
    throw new SaliencyError(
      'image-decode',
      'The file is not an image that this browser can show, or it could not be loaded. Use a PNG, JPEG, WebP, GIF or AVIF file that is not damaged.',
      { cause },
    );
  }
}

/**
 * Browsers make bitmaps of images from other origins, and refuse only when their pixels are read or when they
 * are posted to a worker.
 */
function isReadable(bitmap: ImageBitmap): boolean {
  const context = new OffscreenCanvas(1, 1).getContext('2d');
  context?.drawImage(bitmap, 0, 0, 1, 1);
  try {
    context?.getImageData(0, 0, 1, 1);
    return true;
  } catch {
    return false;
  }
}

/** The server may allow what the page forgot to ask for: an `<img>` without `crossorigin`. */
async function refetched(target: PictureElement, signal: AbortSignal): Promise<ImageBitmap> {
  const url = target instanceof HTMLImageElement ? target.currentSrc : '';
  try {
    const response = await fetch(url, { mode: 'cors', cache: 'reload', signal });
    return await createImageBitmap(await response.blob());
  } catch (cause) {
    throwIfAborted(signal);
    throw new SaliencyError(
      'cors',
      "The image comes from another origin, which does not let this page read its pixels. Serve it with an Access-Control-Allow-Origin header, or from the page's own origin.",
      { cause, details: { url } },
    );
  }
}
