import type { CamMethod } from '../cam-method.js';
import { ablationWeights, mapOfScores } from '../channel-scores.js';

/**
 * Desai and Ramaswamy, WACV 2020, with |S| in place of S: the paper's division turns the map over
 * where the score is a negative logit.
 */
export const ablationCam: CamMethod = {
  name: 'ablation-cam',
  title: 'Ablation-CAM',
  paper:
    'https://openaccess.thecvf.com/content_WACV_2020/html/Desai_Ablation-CAM_Visual_Explanations_for_Deep_Convolutional_Network_via_Gradient-free_Localization_WACV_2020_paper.html',
  formula: 'sum_k w_k A_k, w_k = (S - S_k) / |S|, S_k = score with channel k set to zero',
  needs: 'channel-scores',
  perturbs: { changes: 'activations', strongest: 128, merit: 'contribution' },
  classSpecific: true,
  pixelwise: false,
  smoothed: false,
  at: 'layer',
  runs: { trunk: '1', head: '1, and K / 16 in batches of 16' },
  advice: 'Where gradients are saturated and tell nothing: it measures what the head would miss.',
  map: mapOfScores(({ score, scores }) => ablationWeights(score, scores)),
};
