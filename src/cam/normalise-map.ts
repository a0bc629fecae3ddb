import type { CamMap } from './layer-tensors.js';

/** `max`: divide by the maximum, so that zero stays zero. `min-max`: stretch to the full range. */
type Normalisation = 'max' | 'min-max';

/** The map in [0, 1]. Negative values and NaN become 0; a map without a positive value becomes zeros, never NaN. */
export function normaliseMap(map: CamMap, normalisation: Normalisation = 'max'): CamMap {
  const [lowest, highest] = finiteRange(map.data);
  const low = normalisation === 'max' ? 0 : lowest;
  const range = highest - low;
  const data = new Float32Array(map.data.length);
  if (!(range > 0)) return { ...map, data };
  for (let i = 0; i < data.length; i++) {
    const value = (map.data[i] - low) / range;
    data[i] = value > 0 ? Math.min(1, value) : 0;
  }
  return { ...map, data };
}

/** The least and the largest of the finite values; zeros where there are none. */
function finiteRange(values: Float32Array): readonly [lowest: number, highest: number] {
  let [lowest, highest] = [Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    lowest = Math.min(lowest, value);
    highest = Math.max(highest, value);
  }
  return lowest <= highest ? [lowest, highest] : [0, 0];
}
