import type { InputSpec } from '../models/model-card.js';
import { channelCount } from './input-tensor.js';

/** The values of an input [channels, height, width], whatever its layout. */
export function toPlanes(values: Float32Array, { layout, channels }: InputSpec): Float32Array {
  const count = channelCount(channels);
  if (layout === 'NCHW' || count === 1) return values;
  const plane = values.length / count;
  return values.map((_, i) => values[(i % plane) * count + Math.floor(i / plane)]);
}

/** [channels, height, width] as the input has it. */
export function fromPlanes(values: Float32Array, { layout, channels }: InputSpec): Float32Array {
  const count = channelCount(channels);
  if (layout === 'NCHW' || count === 1) return values;
  const plane = values.length / count;
  return values.map((_, i) => values[(i % count) * plane + Math.floor(i / count)]);
}
