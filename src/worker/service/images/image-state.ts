import { SaliencyError } from '../../../errors.js';
import type { DecodedImage } from '../../images/decode-image.js';
import type { InputSpec } from '../../../models/model-card.js';
import { inputTensor } from './input-tensor.js';
import { Lease } from '../models/lease.js';
import { readPixels } from './read-pixels.js';

let images = 0;

/** A client's image, and the tensors made of it. */
export class ImageState {
  /** Names the pixels in caches. */
  readonly id = `image-${++images}`;
  readonly width: number;
  readonly height: number;
  readonly #bitmap: Lease<ImageBitmap>;
  readonly #tensors = new Map<string, Float32Array>();

  /**
   * @param image the bitmap, which may be reduced, and the size of the image as it is displayed
   * @throws SaliencyError `image-decode` for an image that was closed, or has no pixels
   */
  constructor({ bitmap, width, height }: DecodedImage) {
    if (bitmap.width === 0 || bitmap.height === 0)
      throw new SaliencyError('image-decode', 'The image has no pixels; load another image.');
    this.width = width;
    this.height = height;
    this.#bitmap = new Lease(bitmap, (owned) => owned.close());
  }

  /** The model's input for this image; the same one for equal specifications. */
  async tensor(spec: InputSpec): Promise<Float32Array> {
    const key = JSON.stringify(spec);
    const cached = this.#tensors.get(key);
    if (cached) return cached;
    const tensor = await this.#bitmap.use((bitmap) =>
      Promise.resolve(inputTensor(readPixels(bitmap, spec), spec)),
    );
    this.#tensors.clear();
    this.#tensors.set(key, tensor);
    return tensor;
  }

  /** Keeps the bitmap alive while a request may still need it. */
  hold<T>(work: () => Promise<T>): Promise<T> {
    return this.#bitmap.use(work);
  }

  retire(): void {
    this.#bitmap.retire();
  }
}
