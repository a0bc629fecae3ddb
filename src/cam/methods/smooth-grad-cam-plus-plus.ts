import type { CamMethod } from '../cam-method.js';
import { sumOfChannels } from '../weighted-sum.js';
import { gradCamPlusPlusWeight, SMALLEST_DENOMINATOR } from './grad-cam-plus-plus.js';

/**
 * With D1, D2, D3 the means of g, g^2, g^3 over noisy inputs and A of the clean input,
 * alpha = D2 / (2 D2 + sum(A) D3) and w_k = sum over D1 > 0 of alpha D1. Divided through by D2:
 * w_k = sum D1 / (2 + sum(A) r), r = D3 / D2. (The paper's numerator is D1 in place of D2; with that, identical
 * samples would not give Grad-CAM++.) D3 may be negative while D1 is positive, so the denominator may reach
 * zero even for A >= 0: such a neuron gets no weight.
 *
 * r is a mean of gradients weighted by their squares. Rounding it to float32, the gradients' own precision,
 * makes r = g exactly for identical samples, so that they give Grad-CAM++ to the bit.
 */
export const smoothGradCamPlusPlus: CamMethod = {
  name: 'smooth-grad-cam++',
  title: 'Smooth Grad-CAM++',
  paper: 'https://arxiv.org/abs/1908.01224',
  formula:
    'sum_k w_k A_k, w_k = sum_{D1>0} D1 D2 / (2 D2 + D3 sum_ij A_k), Dp = mean over noisy inputs of g^p',
  needs: 'gradients',
  classSpecific: true,
  pixelwise: false,
  smoothed: true,
  at: 'layer',
  runs: { trunk: '1 + n', head: '1 + n' },
  advice: 'Grad-CAM++ when its map is unstable under small changes of the image; n times the work.',
  map: sumOfChannels((tensors, start, end) => {
    const { activations, derivatives } = tensors;
    if (!derivatives) return gradCamPlusPlusWeight(tensors, start, end);
    const { first, second, third } = derivatives;
    let total = 0;
    for (let i = start; i < end; i++) total += activations[i];
    let weight = 0;
    for (let i = start; i < end; i++) {
      if (first[i] <= 0) continue;
      const denominator = 2 + total * Math.fround(third[i] / second[i]);
      if (denominator > SMALLEST_DENOMINATOR) weight += first[i] / denominator;
    }
    return weight;
  }),
};
