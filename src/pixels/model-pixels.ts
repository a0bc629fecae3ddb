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
export function modelPixels(source: PixelSource, displayed: Size, spec: InputSpec): Uint8ClampedArray {
  const { resized, part, target } = inputGeometry(displayed, spec);
  const rgb = resizePixels(source, resized, part, spec.interpolation);
  const pixels = filled(spec);
  let from = 0;
  for (let y = 0; y < target.height; y++) {
    let to = 4 * ((target.y + y) * spec.width + target.x);
    for (let x = 0; x < target.width; x++, to += 4)
      for (let channel = 0; channel < 3; channel++) pixels[to + channel] = rgb[from++];
  }
  return pixels;
}

/** Padding, which says nothing to the model. */
function filled(spec: InputSpec): Uint8ClampedArray {
  const colour = [...neutralColour(spec), 255];
  return new Uint8ClampedArray(4 * spec.width * spec.height).map((_, i) => colour[i % 4]);
}
