import type { InputSpec } from '../models/model-card.js';

type Channels = InputSpec['channels'];
type Rgb = readonly [red: number, green: number, blue: number];

/** Weights of red, green and blue in each channel; grey by ITU-R BT.601, as in PIL's mode L. */
const MIXES: Readonly<Record<Channels, readonly Rgb[]>> = {
  RGB: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  BGR: [
    [0, 0, 1],
    [0, 1, 0],
    [1, 0, 0],
  ],
  GRAY: [[0.299, 0.587, 0.114]],
};

export function channelCount(channels: Channels): number {
  return MIXES[channels].length;
}

/** `[1, C, H, W]` or `[1, H, W, C]`. */
export function inputShape({ layout, width, height, channels }: InputSpec): readonly number[] {
  const count = channelCount(channels);
  return layout === 'NCHW' ? [1, count, height, width] : [1, height, width, count];
}

/**
 * Fills the input from 8-bit RGBA pixels of its size: value = (range[0] + p / 255 (range[1] - range[0]) - mean) / std.
 * A mean or deviation that is missing for a channel is 0 or 1.
 */
export function inputTensor(pixels: Uint8ClampedArray, spec: InputSpec): Float32Array {
  const { layout, range, mean, std } = spec;
  const mixes = MIXES[spec.channels];
  const plane = spec.width * spec.height;
  const step = (range[1] - range[0]) / 255;
  const tensor = new Float32Array(plane * mixes.length);
  for (const [channel, [red, green, blue]] of mixes.entries()) {
    const centre = mean[channel] ?? 0;
    const spread = std[channel] ?? 1;
    const start = layout === 'NCHW' ? channel * plane : channel;
    const stride = layout === 'NCHW' ? 1 : mixes.length;
    for (let i = 0; i < plane; i++) {
      const value = red * pixels[4 * i] + green * pixels[4 * i + 1] + blue * pixels[4 * i + 2];
      tensor[start + i * stride] = (range[0] + value * step - centre) / spread;
    }
  }
  return tensor;
}

/** The colour that becomes 0 in the tensor, which says nothing to the model: what `letterbox` pads with. */
export function neutralColour({ range, mean, channels }: InputSpec): Rgb {
  const level = (channel: number): number => {
    const fraction = ((mean[channel] ?? 0) - range[0]) / (range[1] - range[0]);
    return Math.round(255 * Math.min(1, Math.max(0, fraction)));
  };
  if (channels === 'GRAY') return [level(0), level(0), level(0)];
  const [red, blue] = channels === 'RGB' ? [0, 2] : [2, 0];
  return [level(red), level(1), level(blue)];
}

/** Span of the tensor's values: what `noise` is a fraction of. */
export function valueRange({ range, std }: InputSpec): number {
  const spreads = std.length > 0 ? std : [1];
  const mean = spreads.reduce((sum, value) => sum + value, 0) / spreads.length;
  return (range[1] - range[0]) / mean;
}
