import type { SpatialLayer } from './spatial-layers.js';

/** How a layer's tensor holds its feature maps. */
export type Arrangement = Pick<SpatialLayer, 'channels' | 'height' | 'width' | 'layout' | 'skippedTokens'>;

/**
 * One image's values of a layer (activations, or gradients by them) as feature maps, [channels, height, width]:
 * A[c, y, x] = T[skippedTokens + y width + x, c] of token layers, whose other tokens are dropped, and
 * A[c, y, x] = T[y, x, c] of layers with the channels last.
 */
export function toFeatureMaps(values: Float32Array, layer: Arrangement): Float32Array {
  const { channels, height, width, skippedTokens } = layer;
  const positions = height * width;
  if (layer.layout === 'NCHW') {
    // Of a model that looks at an image several times, the first
    return values.length > channels * positions ? values.slice(0, channels * positions) : values;
  }
  const maps = new Float32Array(channels * positions);
  for (let position = 0; position < positions; position++) {
    const start = (skippedTokens + position) * channels;
    for (let channel = 0; channel < channels; channel++)
      maps[channel * positions + position] = values[start + channel];
  }
  return maps;
}

/** The way back; tokens that stand for no position are as in `values`. */
export function fromFeatureMaps(maps: Float32Array, layer: Arrangement, values: Float32Array): Float32Array {
  if (layer.layout === 'NCHW' && maps.length === values.length) return maps;
  const { channels, height, width, skippedTokens } = layer;
  const positions = height * width;
  const result = values.slice();
  if (layer.layout === 'NCHW') {
    result.set(maps);
    return result;
  }
  for (let position = 0; position < positions; position++) {
    const start = (skippedTokens + position) * channels;
    for (let channel = 0; channel < channels; channel++)
      result[start + channel] = maps[channel * positions + position];
  }
  return result;
}
