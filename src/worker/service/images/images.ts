import { decodeImage } from '../../images/decode-image.js';
import type { RasterizeSvg } from '../../protocol.js';
import type { ByteCache, CacheShelf } from '../cache/byte-cache.js';
import { ImageState } from './image-state.js';

/** The images that requests can name. */
export class Images {
  readonly #shelf: CacheShelf<ImageState>;
  readonly #inputs: CacheShelf<Float32Array>;
  readonly #cache: ByteCache;
  /** Keys that somebody holds: what is decoded of another one is of no use to anybody. */
  readonly #wanted = new Set<string>();

  constructor(cache: ByteCache) {
    this.#cache = cache;
    this.#shelf = cache.shelf('images', (image) => image.retire());
    this.#inputs = cache.shelf('inputs');
  }

  get(key: string): ImageState | undefined {
    return this.#shelf.get(key);
  }

  /** @throws SaliencyError `image-decode` */
  async take(key: string, pixels: ImageBitmap | Blob, rasterizeSvg?: RasterizeSvg): Promise<void> {
    this.#wanted.add(key);
    const decoded =
      pixels instanceof Blob
        ? await decodeImage(pixels, { rasterizeSvg })
        : { picture: pixels, width: pixels.width, height: pixels.height };
    const image = new ImageState(key, decoded, this.#inputs);
    if (this.#wanted.has(key)) this.#shelf.set(key, image, { bytes: image.bytes, subjects: [key] });
    else image.retire();
  }

  forget(key: string): void {
    this.#wanted.delete(key);
    this.#cache.drop(key);
  }
}
