import type { CamMethod } from '../cam-method.js';
import { sumOfNeurons } from '../weighted-sum.js';

export const hiresCam: CamMethod = {
  name: 'hires-cam',
  title: 'HiResCAM',
  paper: 'https://arxiv.org/abs/2011.08891',
  formula: 'sum_k g_k A_k, cell by cell',
  needs: 'gradients',
  classSpecific: true,
  pixelwise: true,
  smoothed: false,
  at: 'layer',
  runs: { trunk: '1', head: '1' },
  advice: 'To see only what the score used: with an affine head the map sums to the score less its biases.',
  map: sumOfNeurons((gradient, activation) => gradient * activation),
};
