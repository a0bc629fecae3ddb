import type { CamMethod } from '../cam-method.js';
import type { LayerTensors } from '../layer-tensors.js';
import { sumOfChannels } from '../weighted-sum.js';

/** Below this, 2 + g sum(A) is no longer a positive weight: that happens only where A may be negative. */
export const SMALLEST_DENOMINATOR = 1e-6;

/**
 * Equation 19 of the paper with Y = exp(S), alpha = g^2 / (2 g^2 + sum(A) g^3), divided through by g^2:
 * w_k = sum over g > 0 of g / (2 + g sum(A_k)). For A >= 0 the denominator is at least 2, and no gradient is
 * too small to count; the undivided form loses them (0/0 in half precision, an epsilon in others).
 */
export function gradCamPlusPlusWeight(
  { activations, gradients }: LayerTensors,
  start: number,
  end: number,
): number {
  let total = 0;
  for (let i = start; i < end; i++) total += activations[i];
  let weight = 0;
  for (let i = start; i < end; i++) {
    const gradient = gradients[i];
    if (gradient <= 0) continue;
    const denominator = 2 + gradient * total;
    if (denominator > SMALLEST_DENOMINATOR) weight += gradient / denominator;
  }
  return weight;
}

export const gradCamPlusPlus: CamMethod = {
  name: 'grad-cam++',
  title: 'Grad-CAM++',
  paper: 'https://arxiv.org/abs/1710.11063',
  formula: 'sum_k w_k A_k, w_k = sum_{g>0} g / (2 + g sum_ij A_k)',
  needs: 'gradients',
  classSpecific: true,
  pixelwise: false,
  smoothed: false,
  at: 'layer',
  runs: { trunk: '1', head: '1' },
  advice: 'Several objects of one class in the image; needs a layer after a ReLU (A >= 0).',
  map: sumOfChannels(gradCamPlusPlusWeight),
};
