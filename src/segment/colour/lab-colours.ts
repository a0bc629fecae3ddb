/** sRGB's inverse transfer function (IEC 61966-2-1), for 0 to 255 in steps of 1/4. */
const LINEAR = Float32Array.from({ length: 1021 }, (_, i) => {
  const value = i / 1020;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
});

/** CIE 1976, of a ratio to the white point. */
function perceivedRatio(ratio: number): number {
  return ratio > 216 / 24389 ? Math.cbrt(ratio) : ((24389 / 27) * ratio + 16) / 116;
}

const STEPS = 4096;
/** Cube roots are most of the work: between these values lines are off by 4e-6 at most. */
const PERCEIVED = Float32Array.from({ length: STEPS + 2 }, (_, i) => perceivedRatio(i / STEPS));

function perceived(ratio: number): number {
  const at = Math.min(1, ratio) * STEPS;
  const below = Math.floor(at);
  return PERCEIVED[below] + (at - below) * (PERCEIVED[below + 1] - PERCEIVED[below]);
}

/**
 * CIE L*a*b* (D65) of sRGB colours from 0 to 255, [pixels, 3]; each scaled to [0, 1] as 8-bit pictures hold it:
 * L / 100, (a + 128) / 255, (b + 128) / 255.
 */
export function labColours(colours: Float32Array): Float32Array {
  const lab = new Float32Array(colours.length);
  for (let i = 0; i < colours.length; i += 3) {
    const red = LINEAR[Math.round(colours[i] * 4)];
    const green = LINEAR[Math.round(colours[i + 1] * 4)];
    const blue = LINEAR[Math.round(colours[i + 2] * 4)];
    const x = perceived((0.412453 * red + 0.35758 * green + 0.180423 * blue) / 0.950456);
    const y = perceived(0.212671 * red + 0.71516 * green + 0.072169 * blue);
    const z = perceived((0.019334 * red + 0.119193 * green + 0.950227 * blue) / 1.088754);
    lab[i] = (116 * y - 16) / 100;
    lab[i + 1] = (500 * (x - y) + 128) / 255;
    lab[i + 2] = (200 * (y - z) + 128) / 255;
  }
  return lab;
}
