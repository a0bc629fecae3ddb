import type { Model } from '../onnx/graph/model.js';

/** Heads with more bytes of weights are kept unpacked; see the quirk `weightsPackedTwice`. */
const LEAN_ABOVE = 256 * 2 ** 20;

/** True for a head whose weights are better not held twice. */
export function isLargeHead({ graph }: Model): boolean {
  const weights = [...graph.initializers.values()];
  return weights.reduce((sum, { link }) => sum + (link?.length ?? 0), 0) > LEAN_ABOVE;
}
