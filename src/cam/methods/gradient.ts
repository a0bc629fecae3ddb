import type { CamMethod } from '../cam-method.js';
import { largestOfChannels } from '../weighted-sum.js';

/** Simonyan, Vedaldi and Zisserman, section 3.1: of the colour channels the one with the largest magnitude. */
export const gradient: CamMethod = {
  name: 'gradient',
  title: 'Gradient',
  paper: 'https://arxiv.org/abs/1312.6034',
  formula: 'max_k |g_k|, g = dS/dx at the input x, k its colour channels',
  needs: 'gradients',
  classSpecific: true,
  pixelwise: true,
  smoothed: false,
  at: 'input',
  runs: { trunk: '0', head: '1 (the whole network)' },
  advice: 'Which pixels the score is sensitive to: fine and noisy; no boxes.',
  map: largestOfChannels(({ gradients }, i) => Math.abs(gradients[i])),
};
