import type { Model } from '../onnx/graph/model.js';

/**
 * Heads with more bytes of weights are kept unpacked: ORT would pack each fully connected layer twice, once for each
 * direction. A VGG-16 then takes 1.7 times its file in memory and not 3.3.
 */
const LEAN_ABOVE = 256 * 2 ** 20;

/** True for a head whose weights are better not held twice. */
export function isLargeHead({ graph }: Model): boolean {
  const weights = [...graph.initializers.values()];
  return weights.reduce((sum, { link }) => sum + (link?.length ?? 0), 0) > LEAN_ABOVE;
}
