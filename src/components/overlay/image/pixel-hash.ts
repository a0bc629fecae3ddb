import { contentHash } from '../../../models/download/content-hash.js';

/** 16 MB: pixels are read in strips, since a large picture in one piece may be more than the page can have. */
const STRIP_PIXELS = 4e6;

/**
 * Names pixels by their size and a hash of them; undefined where the browser does not let them be read: those of
 * another origin.
 */
export async function pixelHash(bitmap: ImageBitmap): Promise<string | undefined> {
  const { width, height } = bitmap;
  const rows = Math.min(height, Math.max(1, Math.floor(STRIP_PIXELS / width)));
  const context = new OffscreenCanvas(width, rows).getContext('2d', { willReadFrequently: true });
  const hashes: string[] = [];
  for (let top = 0; top < height; top += rows) {
    context?.clearRect(0, 0, width, rows);
    context?.drawImage(bitmap, 0, -top);
    try {
      const strip = context?.getImageData(0, 0, width, Math.min(rows, height - top));
      hashes.push(await contentHash(new Blob(strip ? [strip.data] : [])));
    } catch (thrown) {
      if (thrown instanceof DOMException && thrown.name === 'SecurityError') return undefined;
      throw thrown;
    }
  }
  return `pixels ${width}x${height} ${hashes.join(' ')}`;
}
