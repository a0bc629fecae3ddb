import type { CamMethod } from '../cam-method.js';
import { eigenMap } from '../eigen-map.js';

export const eigenGradCam: CamMethod = {
  name: 'eigen-grad-cam',
  title: 'Eigen-Grad-CAM',
  paper: 'https://arxiv.org/abs/2008.00299',
  formula: 'P v_1, P = g A cell by cell, v_1 as in Eigen-CAM; sign: agrees with sum_k g_k A_k',
  needs: 'gradients',
  classSpecific: true,
  pixelwise: true,
  smoothed: false,
  at: 'layer',
  runs: { trunk: '1', head: '1' },
  advice: 'A cleaner HiResCAM: only the pattern that most channels share.',
  map: eigenMap((gradient, activation) => gradient * activation, true),
};
