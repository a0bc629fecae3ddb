import { SaliencyError } from '../../../errors.js';
import type { InputSpec } from '../../../models/model-card.js';
import type { DecodedImage } from '../../images/decode-image.js';
import type { CacheShelf } from '../cache/byte-cache.js';
import { Lease } from '../cache/lease.js';
import { inputTensor } from '../../../pixels/input-tensor.js';
import { readPixels } from './read-pixels.js';

/** The pixels under a key, and the tensors made of them. */
export class ImageState {
  /** Names the pixels in caches. */
  readonly key: string;
  /** Of the image as it is displayed. */
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
  readonly #image: Lease<DecodedImage>;
  readonly #inputs: CacheShelf<Float32Array>;

  /**
   * @param image the bitmap, which may be reduced, and the size of the image as it is displayed
   * @throws SaliencyError `image-decode` for an image that was closed, or has no pixels
   */
  constructor(key: string, image: DecodedImage, inputs: CacheShelf<Float32Array>) {
    const { bitmap, width, height } = image;
    if (bitmap.width === 0 || bitmap.height === 0)
      throw new SaliencyError('image-decode', 'The image has no pixels; load another image.');
    this.key = key;
    this.width = width;
    this.height = height;
    this.bytes = 4 * bitmap.width * bitmap.height;
    this.#inputs = inputs;
    this.#image = new Lease(image, (owned) => owned.bitmap.close());
  }

  /** The model's input for this image; the same one for equal specifications, while the cache keeps it. */
  async tensor(spec: InputSpec): Promise<Float32Array> {
    const key = `${this.key} ${JSON.stringify(spec)}`;
    const cached = this.#inputs.get(key);
    if (cached) return cached;
    const tensor = await this.#image.use((image) =>
      Promise.resolve(inputTensor(readPixels(image, spec), spec)),
    );
    this.#inputs.set(key, tensor, { bytes: tensor.byteLength, subjects: [this.key] });
    return tensor;
  }

  /** Keeps the bitmap alive while a request may still need it. */
  hold<T>(work: () => Promise<T>): Promise<T> {
    return this.#image.use(work);
  }

  retire(): void {
    this.#image.retire();
  }
}
