import type { CamMethod } from '../cam-method.js';
import { sumOfChannels } from '../weighted-sum.js';

/** A channel with sum(A) = 0 has no weight: for A >= 0 it is zero everywhere anyway. */
export const xgradCam: CamMethod = {
  name: 'xgrad-cam',
  title: 'XGrad-CAM',
  paper: 'https://arxiv.org/abs/2008.02312',
  formula: 'sum_k w_k A_k, w_k = sum_ij g_k A_k / sum_ij A_k',
  needs: 'gradients',
  classSpecific: true,
  pixelwise: false,
  smoothed: false,
  at: 'layer',
  runs: { trunk: '1', head: '1' },
  advice: 'As smooth as Grad-CAM, but its map sums to the same as that of HiResCAM; needs A >= 0.',
  map: sumOfChannels(({ activations, gradients }, start, end) => {
    let product = 0;
    let total = 0;
    for (let i = start; i < end; i++) {
      product += gradients[i] * activations[i];
      total += activations[i];
    }
    return total === 0 ? 0 : product / total;
  }),
};
