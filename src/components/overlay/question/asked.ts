import type { ExplainOptions } from '../../../worker/explanation.js';
import type { WantedModel } from './model-slot.js';

/** What is asked of whichever image the element shows. */
export interface Asked extends WantedModel {
  readonly options: ExplainOptions;
}

/** Who asks: what a page asks for itself is not given up for what the element would ask by itself. */
export type Asker = 'page' | 'element';
