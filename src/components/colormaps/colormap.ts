/** Red, green and blue, each in [0, 255]. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** A colour for each value of a normalised map. Pure; `t` is in [0, 1]. */
export type Colormap = (t: number) => Rgb;

const HEX_DIGITS_PER_COLOR = 6;

/** A colour map from evenly spaced colours (`rrggbb`, concatenated), linear in sRGB between them. */
export function rampColormap(hex: string): Colormap {
  const colors = hex.match(/.{6}/g) ?? [];
  const stops = colors.map((color) => Number.parseInt(color, 16));
  const last = hex.length / HEX_DIGITS_PER_COLOR - 1;
  return (t) => {
    const position = t * last;
    const index = Math.min(Math.floor(position), last - 1);
    const fraction = position - index;
    const mix = (shift: number): number => {
      const from = (stops[index] >> shift) & 0xff;
      const to = (stops[index + 1] >> shift) & 0xff;
      return from + fraction * (to - from);
    };
    return [mix(16), mix(8), mix(0)];
  };
}
