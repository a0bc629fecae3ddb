import type { CamMethod } from '../cam-method.js';
import { sumOfNeurons } from '../weighted-sum.js';

export const layerCam: CamMethod = {
  name: 'layer-cam',
  title: 'LayerCAM',
  paper: 'https://doi.org/10.1109/TIP.2021.3089943',
  formula: 'sum_k max(g_k, 0) A_k, cell by cell',
  needs: 'gradients',
  classSpecific: true,
  pixelwise: true,
  fuses: true,
  smoothed: false,
  at: 'layer',
  runs: { trunk: '1', head: '1' },
  advice: 'Finer maps from earlier layers, alone or fused with the last one.',
  map: sumOfNeurons((gradient, activation) => (gradient > 0 ? gradient * activation : 0)),
};
