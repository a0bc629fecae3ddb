import type { CamMethod } from '../cam-method.js';
import { mapOfScores, scoreCamWeights } from '../channel-scores.js';

/**
 * Wang et al., CVPR Workshops 2020, algorithm 1. The softmax runs over the channels that were scored, so the weights
 * of a few channels are all larger, by one factor, than among all: the map keeps its shape.
 */
export const scoreCam: CamMethod = {
  name: 'score-cam',
  title: 'Score-CAM',
  paper: 'https://arxiv.org/abs/1910.01279',
  formula: 'sum_k w_k A_k, w = softmax_k S(x * mask_k), mask_k = A_k upsampled and stretched to [0, 1]',
  needs: 'channel-scores',
  perturbs: { changes: 'image', strongest: 32, merit: 'variance' },
  classSpecific: true,
  pixelwise: false,
  smoothed: false,
  at: 'layer',
  runs: { trunk: '1 + K', head: '1, and K / 16 in batches of 16' },
  advice: 'A second opinion on the gradient methods; slow, as every channel costs a run of the network.',
  map: mapOfScores(({ scores }) => scoreCamWeights(scores)),
};
