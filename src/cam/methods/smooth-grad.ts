import type { CamMethod } from '../cam-method.js';
import { largestOfChannels } from '../weighted-sum.js';

/** Smilkov et al., section 3: the mean is taken of signed gradients, the magnitude after it. */
export const smoothGrad: CamMethod = {
  name: 'smooth-grad',
  title: 'SmoothGrad',
  paper: 'https://arxiv.org/abs/1706.03825',
  formula: 'max_k |D1_k|, D1 = mean over noisy inputs of dS/dx',
  needs: 'gradients',
  classSpecific: true,
  pixelwise: true,
  smoothed: true,
  at: 'input',
  runs: { trunk: '0', head: '1 + n (the whole network)' },
  advice: 'The gradient with less noise, and n times the work.',
  map: largestOfChannels(({ gradients, derivatives }, i) => Math.abs((derivatives?.first ?? gradients)[i])),
};
