import { SaliencyError } from '../../../errors.js';
import type { InputSpec } from '../../../models/model-card.js';
import { inputGeometry } from './input-geometry.js';
import { neutralColour } from './input-tensor.js';

/**
 * The image as 8-bit RGBA pixels of the input's size, over white where it is transparent.
 *
 * @throws SaliencyError `image-decode` when the browser cannot draw it
 */
export function readPixels(image: ImageBitmap, spec: InputSpec): Uint8ClampedArray {
  const { source, target } = inputGeometry(image, spec);
  // Without `willReadFrequently` the canvas may live on the GPU, and its resampling differ between machines.
  const context = new OffscreenCanvas(spec.width, spec.height).getContext('2d', { willReadFrequently: true });
  if (!context || image.width === 0) {
    throw new SaliencyError('image-decode', 'The image has no pixels; load another image.');
  }
  context.fillStyle = `rgb(${neutralColour(spec).join(' ')})`;
  context.fillRect(0, 0, spec.width, spec.height);
  context.fillStyle = 'white';
  context.fillRect(target.x, target.y, target.width, target.height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(
    image,
    source.x,
    source.y,
    source.width,
    source.height,
    target.x,
    target.y,
    target.width,
    target.height,
  );
  return context.getImageData(0, 0, spec.width, spec.height).data;
}
