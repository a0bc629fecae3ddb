import type { Size } from '../geometry/size.js';
import type { InputSpec } from '../models/model-card.js';
import { inputGeometry } from './input-geometry.js';
import { neutralColour } from './input-tensor.js';
import type { PixelSource } from './pixel-source.js';
import { resizePixels } from './resize-pixels.js';

/**
 * The image as 8-bit RGBA pixels of the input's size, by the model's own way of resizing.
 *
 * @param displayed the image's size as it is displayed, of which `source` may be a reduction
 */
export async function modelPixels(
  source: PixelSource,
  displayed: Size,
  spec: InputSpec,
): Promise<Uint8ClampedArray> {
  const { resized, part, target } = inputGeometry(displayed, spec);
  const rgba = await resizePixels(source, resized, part, spec.interpolation);
  if (target.width === spec.width && target.height === spec.height) return rgba;
  const pixels = filled(spec);
  const row = 4 * target.width;
  for (let y = 0; y < target.height; y++)
    pixels.set(rgba.subarray(y * row, (y + 1) * row), 4 * ((target.y + y) * spec.width + target.x));
  return pixels;
}

/** Padding, which says nothing to the model. */
function filled(spec: InputSpec): Uint8ClampedArray {
  const pixels = new Uint8ClampedArray(4 * spec.width * spec.height);
  pixels.set([...neutralColour(spec), 255]);
  for (let done = 4; done < pixels.length; done *= 2) pixels.copyWithin(done, 0, done);
  return pixels;
}
