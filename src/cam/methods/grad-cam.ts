import type { CamMethod } from '../cam-method.js';
import { sumOfChannels } from '../weighted-sum.js';

export const gradCam: CamMethod = {
  name: 'grad-cam',
  title: 'Grad-CAM',
  paper: 'https://arxiv.org/abs/1610.02391',
  formula: 'sum_k w_k A_k, w_k = mean_ij g_k',
  needs: 'gradients',
  classSpecific: true,
  pixelwise: false,
  smoothed: false,
  at: 'layer',
  runs: { trunk: '1', head: '1' },
  advice: 'A smooth first look at the last layer; it may spread over what the class never used.',
  map: sumOfChannels(({ gradients }, start, end) => {
    let sum = 0;
    for (let i = start; i < end; i++) sum += gradients[i];
    return sum / (end - start);
  }),
};
