import type { Work } from '../jobs/job.js';
import type { Meter } from './meter.js';

/** An input of the model: an image as it is, or with noise. */
export interface Sample {
  /** Equal keys mean equal inputs. */
  readonly key: string;
  /** Key of the image that it was made of. */
  readonly image: string;
  /** Called only if the trunk has to run. */
  readonly input: () => Float32Array;
  readonly shape: readonly number[];
}

export interface ScoredGradients {
  readonly classIndex: number;
  readonly logits: Float32Array;
  /** dS/dA of the class, [channels, height, width]. */
  readonly gradients: Float32Array;
}

/** As {@link ScoredGradients}, of several layers. */
export interface ScoredLayers extends Omit<ScoredGradients, 'gradients'> {
  readonly gradients: readonly Float32Array[];
}

/** Who runs, and what watches it. */
export interface RunContext {
  readonly work: Work;
  readonly meter: Meter;
  readonly onStep: (step: 'trunk' | 'head') => void;
}
