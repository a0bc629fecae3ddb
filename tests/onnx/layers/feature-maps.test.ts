import { expect, test } from 'vitest';
import { fromFeatureMaps, toFeatureMaps } from '../../../src/onnx/layers/feature-maps.js';

const grid = { channels: 2, height: 1, width: 3 };
const MAPS = Float32Array.of(1, 2, 3, 10, 20, 30);

test.each([
  [{ ...grid, layout: 'NCHW', skippedTokens: 0 } as const, [1, 2, 3, 10, 20, 30]],
  [{ ...grid, layout: 'NHWC', skippedTokens: 0 } as const, [1, 10, 2, 20, 3, 30]],
  [{ ...grid, layout: 'NLC', skippedTokens: 1 } as const, [7, 8, 1, 10, 2, 20, 3, 30]],
  [{ ...grid, layout: 'NLC', skippedTokens: 0 } as const, [1, 10, 2, 20, 3, 30, 5, 6]],
])('%o', (layer, values) => {
  const tensor = Float32Array.from(values);
  expect([...toFeatureMaps(tensor, layer)]).toEqual([...MAPS]);
  const doubled = MAPS.map((value) => 2 * value);
  const back = fromFeatureMaps(doubled, layer, tensor);
  expect([...toFeatureMaps(back, layer)]).toEqual([...doubled]);
  const untouched = values.map((value, i) => (back[i] === value ? value : undefined));
  expect(untouched.filter((value) => value !== undefined)).toEqual(
    values.filter((value) => !MAPS.includes(value)),
  );
});
