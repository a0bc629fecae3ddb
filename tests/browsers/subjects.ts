import catalogue from '../../models/catalog.json' with { type: 'json' };
import type { InputSpec, ModelCard } from '../../src/models/model-card.js';

export const CARD = catalogue.models[0] as unknown as ModelCard;

/** Every way to the input: what a model's card can say. */
export const INPUTS: Readonly<Record<string, Partial<InputSpec>>> = {
  stretch: {},
  'crop to 0.875': { resize: 'crop', cropFraction: 0.875 },
  letterbox: { resize: 'letterbox' },
  bicubic: { interpolation: 'bicubic' },
};

export function cardFor(input: string): ModelCard {
  return { ...CARD, input: { ...CARD.input, ...INPUTS[input] } };
}

export const METHODS = ['layer-cam', 'grad-cam'] as const;

/** One picture through one input by one method. */
export interface FoundMap {
  readonly picture: string;
  readonly input: string;
  readonly method: string;
  readonly classIndex: number;
  readonly map: readonly number[];
}

/** What a browser tells the test. */
export interface Answer {
  readonly browser: string;
  readonly maps?: readonly FoundMap[];
  readonly error?: string;
}
