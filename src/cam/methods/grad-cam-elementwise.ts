import type { CamMethod } from '../cam-method.js';
import { sumOfNeurons } from '../weighted-sum.js';

/** Equal to LayerCAM where A >= 0. */
export const gradCamElementwise: CamMethod = {
  name: 'grad-cam-elementwise',
  title: 'Grad-CAM elementwise',
  paper: 'https://arxiv.org/abs/2011.08891',
  formula: 'sum_k max(g_k A_k, 0), cell by cell',
  needs: 'gradients',
  classSpecific: true,
  pixelwise: true,
  fuses: true,
  smoothed: false,
  at: 'layer',
  runs: { trunk: '1', head: '1' },
  advice: 'Only evidence for the class, where A may be negative; evidence against it is not subtracted.',
  map: sumOfNeurons((gradient, activation) => Math.max(0, gradient * activation)),
};
