import type { CamMethod } from '../cam-method.js';
import { sumOfNeurons } from '../weighted-sum.js';

/** Shrikumar et al. 2016: HiResCAM with the input for its layer. Zero input is the training images' mean colour. */
export const gradientXInput: CamMethod = {
  name: 'gradient-x-input',
  title: 'Gradient x input',
  paper: 'https://arxiv.org/abs/1605.01713',
  formula: 'sum_k g_k x_k, g = dS/dx at the input x, k its colour channels',
  needs: 'gradients',
  classSpecific: true,
  pixelwise: true,
  smoothed: false,
  at: 'input',
  runs: { trunk: '0', head: '1 (the whole network)' },
  advice:
    'How much each pixel adds to the score: sums to the score less the biases; fine and noisy; no boxes.',
  map: sumOfNeurons((gradientOfInput, input) => gradientOfInput * input),
};
