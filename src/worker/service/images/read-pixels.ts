import type { InputSpec } from '../../../models/model-card.js';
import { modelPixels } from '../../../pixels/model-pixels.js';
import { BitmapPixels } from '../../images/bitmap-pixels.js';
import type { DecodedImage } from '../../images/decode-image.js';

/**
 * The image as 8-bit RGBA pixels of the input's size, over white where it is transparent.
 *
 * @throws SaliencyError `image-decode` when the browser cannot draw it
 */
export function readPixels(image: DecodedImage, spec: InputSpec): Uint8ClampedArray {
  const { bitmap, width, height, reduction = 1 } = image;
  const extent = { width: width / reduction, height: height / reduction };
  return modelPixels(new BitmapPixels(bitmap, extent), { width, height }, spec);
}
