import { SaliencyError } from '../errors.js';
import type { CamMethod } from './cam-method.js';
import { ablationCam } from './methods/ablation-cam.js';
import { cam } from './methods/cam.js';
import { eigenCam } from './methods/eigen-cam.js';
import { eigenGradCam } from './methods/eigen-grad-cam.js';
import { gradCam } from './methods/grad-cam.js';
import { gradCamElementwise } from './methods/grad-cam-elementwise.js';
import { gradCamPlusPlus } from './methods/grad-cam-plus-plus.js';
import { gradient } from './methods/gradient.js';
import { gradientXInput } from './methods/gradient-x-input.js';
import { hiresCam } from './methods/hires-cam.js';
import { layerCam } from './methods/layer-cam.js';
import { scoreCam } from './methods/score-cam.js';
import { smoothGrad } from './methods/smooth-grad.js';
import { smoothGradCamPlusPlus } from './methods/smooth-grad-cam-plus-plus.js';
import { xgradCam } from './methods/xgrad-cam.js';

/** Every method, by the name users write. A new one is a file in `methods/` and a line here. */
export const CAM_METHODS = {
  'grad-cam': gradCam,
  'grad-cam++': gradCamPlusPlus,
  'smooth-grad-cam++': smoothGradCamPlusPlus,
  'hires-cam': hiresCam,
  'layer-cam': layerCam,
  'xgrad-cam': xgradCam,
  'grad-cam-elementwise': gradCamElementwise,
  'eigen-grad-cam': eigenGradCam,
  'eigen-cam': eigenCam,
  cam,
  'ablation-cam': ablationCam,
  'score-cam': scoreCam,
  gradient,
  'gradient-x-input': gradientXInput,
  'smooth-grad': smoothGrad,
} as const satisfies Readonly<Record<string, CamMethod>>;

export type CamMethodName = keyof typeof CAM_METHODS;

export function isCamMethodName(name: string): name is CamMethodName {
  return Object.hasOwn(CAM_METHODS, name);
}

/** @throws SaliencyError `bad-option` with the names there are. */
export function camMethod(name: string): CamMethod {
  if (isCamMethodName(name)) return CAM_METHODS[name];
  throw new SaliencyError(
    'bad-option',
    `There is no method "${name}"; choose one of ${Object.keys(CAM_METHODS).join(', ')}.`,
  );
}
