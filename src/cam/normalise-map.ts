import type { CamMap } from './layer-tensors.js';

/** `max`: divide by the maximum, so that zero stays zero. `min-max`: stretch to the full range. */
export type Normalisation = 'max' | 'min-max';

export interface NormaliseOptions {
  readonly normalisation?: Normalisation;
  /** Take this percentile (0 to 100, default 100: the maximum) for 1; values above it saturate. */
  readonly percentile?: number;
}

/** The map in [0, 1]. Negative values and NaN become 0; a map without a positive value becomes zeros, never NaN. */
export function normaliseMap(
  map: CamMap,
  { normalisation = 'max', percentile: top = 100 }: NormaliseOptions = {},
): CamMap {
  const low = normalisation === 'max' ? 0 : percentile(map, 0);
  const range = percentile(map, top) - low;
  const data = new Float32Array(map.data.length);
  if (!(range > 0)) return { ...map, data };
  for (let i = 0; i < data.length; i++) {
    const value = (map.data[i] - low) / range;
    data[i] = value > 0 ? Math.min(1, value) : 0;
  }
  return { ...map, data };
}

/**
 * The value below which `percent` (0 to 100) of the cells lie, linear between ranks (NumPy's default).
 * Values that are not finite are left out; 0 where nothing is left.
 */
export function percentile({ data }: CamMap, percent: number): number {
  const sorted = data.filter(Number.isFinite).sort();
  if (sorted.length === 0) return 0;
  const rank = (Math.min(100, Math.max(0, percent)) / 100) * (sorted.length - 1);
  const below = sorted[Math.floor(rank)];
  const above = sorted[Math.ceil(rank)];
  return below + (rank - Math.floor(rank)) * (above - below);
}
