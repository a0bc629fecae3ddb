import type { CamMethodName } from '../../../src/cam/cam-methods.js';
import type { Size } from '../../../src/geometry/size.js';
import type { GivenCard } from '../network.js';
import { cardOf } from '../options.js';
import { someScenes, type Scene } from '../scenes.js';
import { SETS, type EvaluationSet } from '../sets.js';

/** A model with pictures of its classes, and the maps that drafts are found in. */
export interface Domain {
  readonly name: string;
  readonly model: string;
  readonly card: GivenCard;
  readonly scenes: readonly Scene[];
  /** Each divided by its maximum, then averaged. */
  readonly maps: readonly { readonly name: string; readonly method: CamMethodName }[];
  /** Layers whose cells are compared. */
  readonly features: readonly string[];
  /** Cells that features and maps are brought to, for the model's own input size. */
  readonly grid: Size;
}

function ofSet({ model, scenes }: EvaluationSet, quick: number): Pick<Domain, 'model' | 'card' | 'scenes'> {
  return { model, card: cardOf(model), scenes: someScenes(scenes(), quick) };
}

export function domains(quick: number): readonly Domain[] {
  return [
    {
      name: 'scenes',
      ...ofSet(SETS.scenes, quick),
      maps: [
        { name: 'relu4_1', method: 'layer-cam' },
        { name: 'relu5_1', method: 'layer-cam' },
      ],
      features: ['relu4_1', 'relu5_1', 'relu5_3'],
      grid: { width: 28, height: 20 },
    },
    {
      name: 'photographs',
      ...ofSet(SETS.photographs, quick),
      maps: [
        { name: 'head', method: 'grad-cam' },
        { name: 'block9_expand', method: 'layer-cam' },
        { name: 'block12_expand', method: 'layer-cam' },
      ],
      features: ['block6_expand', 'block9_expand', 'block12_expand', 'block16'],
      grid: { width: 14, height: 14 },
    },
  ];
}
