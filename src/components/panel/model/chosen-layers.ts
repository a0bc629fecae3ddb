import type { ModelInfo } from '../../../worker/model-info.js';

/** What the element is set to; both undefined: the model's default. */
export interface ChosenLayers {
  readonly layer: string | undefined;
  readonly layers: readonly string[] | undefined;
}

export const DEFAULT_LAYERS: ChosenLayers = { layer: undefined, layers: undefined };

/** The layers that a question with these settings is about, in their order. */
export function layersOf(
  { layer, layers = [] }: ChosenLayers,
  { defaultLayer, defaultLayers }: Pick<ModelInfo, 'defaultLayer' | 'defaultLayers'>,
  fuses: boolean,
): readonly string[] {
  if (layers.length > 0) return layers;
  if (layer) return [layer];
  return fuses ? defaultLayers : [defaultLayer];
}

/** The settings that ask for these layers: none where they are the default ones. */
export function choiceOf(
  names: readonly string[],
  info: Pick<ModelInfo, 'defaultLayer' | 'defaultLayers'>,
  fuses: boolean,
): ChosenLayers {
  const unset = layersOf(DEFAULT_LAYERS, info, fuses);
  if (names.length === unset.length && names.every((name, i) => name === unset[i])) return DEFAULT_LAYERS;
  const [only] = names;
  return names.length === 1 ? { layer: only, layers: undefined } : { layer: undefined, layers: names };
}
