import type { CamMethod } from '../../../cam/cam-method.js';
import { CAM_METHODS, isCamMethodName } from '../../../cam/cam-methods.js';

interface MethodGroup {
  readonly title: string;
  readonly methods: readonly CamMethod[];
}

const GROUPS: readonly (readonly [title: string, has: (method: CamMethod) => boolean])[] = [
  ['By gradient', ({ at, needs }) => at === 'layer' && needs === 'gradients'],
  ['Without gradient', ({ at, needs }) => at === 'layer' && needs === 'activations'],
  ['By perturbation', ({ at, needs }) => at === 'layer' && needs === 'channel-scores'],
  ['At the input', ({ at }) => at === 'input'],
];

/** Every method, by where its evidence comes from. */
export const METHOD_GROUPS: readonly MethodGroup[] = GROUPS.map(([title, has]) => ({
  title,
  methods: Object.values<CamMethod>(CAM_METHODS).filter(has),
}));

/** Undefined for a name that is not a method's. */
export function methodNamed(name: string): CamMethod | undefined {
  return isCamMethodName(name) ? CAM_METHODS[name] : undefined;
}

/** Whether the method explains the image itself, so that layers and feature maps mean nothing to it. */
export function readsInput(name: string): boolean {
  return methodNamed(name)?.at === 'input';
}
