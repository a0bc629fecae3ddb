import type { CamMap } from '../../../src/cam/layer-tensors.js';

/** A map from its rows. */
export function mapOf(...rows: readonly (readonly number[])[]): CamMap {
  return { data: Float32Array.from(rows.flat()), width: rows[0].length, height: rows.length };
}

/** A map of smooth bumps: centres and radii as fractions of the map. */
export function bumps(
  width: number,
  height: number,
  list: readonly { readonly x: number; readonly y: number; readonly radius: number; readonly top: number }[],
): CamMap {
  const data = Float32Array.from({ length: width * height }, (_, cell) => {
    const x = ((cell % width) + 0.5) / width;
    const y = (Math.floor(cell / width) + 0.5) / height;
    return list.reduce(
      (sum, bump) => sum + bump.top * Math.exp(-((x - bump.x) ** 2 + (y - bump.y) ** 2) / bump.radius ** 2),
      0,
    );
  });
  return { data, width, height };
}

/** Values in [0, 1) from a linear congruential generator, cubed: few high, many low, like a CAM map. */
export function randomMap(seed: number, width: number, height: number): CamMap {
  let state = seed >>> 0;
  const data = Float32Array.from({ length: width * height }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state / 4294967296) ** 3;
  });
  return { data, width, height };
}
