import { untilAborted } from '../../../async/until-aborted.js';
import { SaliencyError, throwIfAborted } from '../../../errors.js';
import { contentHash } from '../../../models/download/content-hash.js';
import type { ImageSource } from '../../../worker/client/image-content.js';
import type { PictureElement } from '../../stage/measure-target.js';
import { pixelHash } from './pixel-hash.js';

/** Where the picture comes from: the same address for what is most likely the same picture. */
export function addressOf(target: PictureElement | undefined): string {
  if (!(target instanceof HTMLImageElement)) return '';
  // `currentSrc` lags behind a new `src`; only where the browser chooses among several does it tell more.
  const chosen = target.srcset !== '' || target.parentElement instanceof HTMLPictureElement;
  return chosen ? target.currentSrc : target.src;
}

/** False while an image still loads; its `load` or `error` event will tell. */
export function isSettled(target: PictureElement): boolean {
  return target instanceof HTMLCanvasElement || target.complete;
}

/**
 * The picture that an element shows, named by its content: the bytes of its file, or its pixels where there is no file
 * or the browser does not give it. It stays what it is when the element shows another one.
 *
 * @throws SaliencyError `image-missing`, `image-decode`, `aborted`
 */
export async function findPicture(target: PictureElement, signal: AbortSignal): Promise<ImageSource> {
  if (target instanceof HTMLCanvasElement) return pixelsOf(target);
  await decoded(target, signal);
  const file = await shownFile(target, signal);
  if (file) return pictureOfFile(file);
  const bitmap = await bitmapOf(target);
  throwIfAborted(signal);
  const hash = await pixelHash(bitmap);
  return hash ? pictureOfBitmap(bitmap, hash) : refetched(target, signal);
}

async function pixelsOf(canvas: HTMLCanvasElement): Promise<ImageSource> {
  const bitmap = await bitmapOf(canvas);
  const hash = await pixelHash(bitmap);
  return hash ? pictureOfBitmap(bitmap, hash) : unreadable('canvas');
}

async function bitmapOf(target: PictureElement): Promise<ImageBitmap> {
  try {
    return await drawnBitmap(target);
  } catch (cause) {
    throw new SaliencyError(
      'image-decode',
      'The image has no pixels to read. Give it a width and a height, or use a PNG, JPEG or WebP file.',
      { cause },
    );
  }
}

/** A drawing that states no size has none to be read at: it is read at its natural size, however large it is shown. */
async function drawnBitmap(target: PictureElement): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(target);
  } catch (thrown) {
    if (!(target instanceof HTMLImageElement) || target.naturalWidth === 0) throw thrown;
    const { naturalWidth: resizeWidth, naturalHeight: resizeHeight } = target;
    return createImageBitmap(target, { resizeWidth, resizeHeight });
  }
}

function pictureOfBitmap(bitmap: ImageBitmap, content: string): ImageSource {
  return { content, read: () => createImageBitmap(bitmap) };
}

async function pictureOfFile(file: Blob): Promise<ImageSource> {
  const content = await contentHash(file);
  return { content, read: () => Promise.resolve(file) };
}

async function decoded(image: HTMLImageElement, signal: AbortSignal): Promise<void> {
  if (!image.currentSrc && !image.src && !image.srcset) {
    throw new SaliencyError('image-missing', 'There is no image yet. Set the src of the image.');
  }
  // Off screen it would never load by itself, and whoever asks about it needs it now.
  if (!image.complete && image.loading === 'lazy') image.loading = 'eager';
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

/** How to get the file that is shown: from the browser's cache, where it keeps it. Undefined where only the server could tell. */
function requestFor(image: HTMLImageElement): RequestInit | undefined {
  const { protocol, origin } = new URL(image.currentSrc || image.src, document.baseURI);
  if (protocol === 'blob:' || protocol === 'data:') return {};
  if (origin === location.origin) return { mode: 'same-origin', cache: 'force-cache' };
  if (image.crossOrigin === null) return undefined;
  const credentials = image.crossOrigin === 'use-credentials' ? 'include' : 'same-origin';
  return { mode: 'cors', cache: 'force-cache', credentials };
}

/** `#icon` shows one part of an SVG: the file is not the picture. */
function showsView(image: HTMLImageElement, { type }: Blob): boolean {
  return /^image\/svg/i.test(type) && new URL(image.currentSrc || image.src, document.baseURI).hash !== '';
}

async function shownFile(image: HTMLImageElement, signal: AbortSignal): Promise<Blob | undefined> {
  const request = requestFor(image);
  if (!request) return undefined;
  try {
    const response = await fetch(image.currentSrc || image.src, { ...request, signal });
    if (!response.ok) return undefined;
    const file = await response.blob();
    return showsView(image, file) ? undefined : file;
  } catch {
    // Not in the cache, an address that was revoked, a page that forbids it: the pixels are there all the same.
    throwIfAborted(signal);
    return undefined;
  }
}

/** The server may allow what the page forgot to ask for: an `<img>` without `crossorigin`. */
async function refetched(image: HTMLImageElement, signal: AbortSignal): Promise<ImageSource> {
  const url = image.currentSrc || image.src;
  try {
    const response = await fetch(url, { mode: 'cors', cache: 'reload', signal });
    return await pictureOfFile(await response.blob());
  } catch (cause) {
    throwIfAborted(signal);
    return unreadable(url, cause);
  }
}

/** It can be labelled, by its address, and not explained. */
function unreadable(url: string, cause?: unknown): ImageSource {
  const error = new SaliencyError(
    'cors',
    "The image comes from another origin, which does not let this page read its pixels. Serve it with an Access-Control-Allow-Origin header, or from the page's own origin.",
    { cause, details: { url } },
  );
  return { content: `address ${url}`, read: () => Promise.reject(error) };
}
