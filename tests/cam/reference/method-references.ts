import * as reference from './cam-reference.js';

/** Methods that need activations A and gradients g of one layer, in float64. */
export const METHOD_REFERENCES = {
  'grad-cam': reference.gradCam,
  'grad-cam++': reference.gradCamPlusPlus,
  'hires-cam': reference.hiresCam,
  'layer-cam': reference.layerCam,
  'xgrad-cam': reference.xgradCam,
  'grad-cam-elementwise': reference.gradCamElementwise,
  'eigen-grad-cam': reference.eigenGradCam,
  'eigen-cam': reference.eigenCam,
} as const;
