import type { InputSpec } from '../../../models/model-card.js';
import { ArrayPixels } from '../../../pixels/array-pixels.js';
import { modelPixels } from '../../../pixels/model-pixels.js';
import { BitmapPixels } from '../../images/bitmap-pixels.js';
import type { DecodedImage } from '../../images/decode-image.js';

/**
 * The image as 8-bit RGBA pixels of the input's size, over white where it is transparent.
 *
 * @throws SaliencyError `image-decode` when the browser cannot draw it
 */
export async function readPixels(image: DecodedImage, spec: InputSpec): Promise<Uint8ClampedArray> {
  const { picture, isTurned = true } = image;
  if (picture instanceof ArrayPixels) return modelPixels(picture, image, spec);
  const source = new BitmapPixels(picture, isTurned);
  try {
    return await modelPixels(source, image, spec);
  } finally {
    source.close();
  }
}
