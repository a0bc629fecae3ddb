import type { CamMethod } from '../cam-method.js';
import { sumOfChannels } from '../weighted-sum.js';

/**
 * With global average pooling and one linear layer W after the target layer, g_k = W_k / N everywhere, so the
 * sum of g_k over the cells is W_k: the original CAM, read off the gradients.
 */
export const cam: CamMethod = {
  name: 'cam',
  title: 'CAM',
  paper: 'https://arxiv.org/abs/1512.04150',
  formula: 'sum_k w_k A_k, w_k = sum_ij g_k',
  needs: 'gradients',
  classSpecific: true,
  pixelwise: false,
  smoothed: false,
  at: 'layer',
  head: 'pooled-linear',
  runs: { trunk: '1', head: '1' },
  advice:
    'Networks that end in global average pooling and one linear layer; Grad-CAM times the number of cells.',
  map: sumOfChannels(({ gradients }, start, end) => {
    let sum = 0;
    for (let i = start; i < end; i++) sum += gradients[i];
    return sum;
  }),
};
