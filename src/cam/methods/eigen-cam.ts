import type { CamMethod } from '../cam-method.js';
import { eigenMap } from '../eigen-map.js';

/**
 * As in the paper, without centring the channels: for A >= 0 the map is then not negative (Perron, Frobenius),
 * which settles its sign.
 */
export const eigenCam: CamMethod = {
  name: 'eigen-cam',
  title: 'Eigen-CAM',
  paper: 'https://arxiv.org/abs/2008.00299',
  formula: 'A v_1, v_1 = first right singular vector of A as [cells, channels]; sign: agrees with sum_k A_k',
  needs: 'activations',
  classSpecific: false,
  pixelwise: false,
  smoothed: false,
  at: 'layer',
  runs: { trunk: '1', head: '0 (1 for the scores)' },
  advice: 'What the layer sees at all, whatever the class: to find objects, never as evidence for one class.',
  map: eigenMap((_gradient, activation) => activation, false),
};
