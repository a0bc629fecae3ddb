import type { MeritName } from './channel-ranking.js';
import type { CamMap, LayerTensors } from './layer-tensors.js';
import type { Selection } from './selection.js';

/** Runs of the two graphs for a first map of a new image; `n` is the number of noisy samples. */
export interface RunCost {
  readonly trunk: string;
  readonly head: string;
}

/** What a method without derivatives changes, channel after channel, to see what becomes of the score. */
export interface Perturbation {
  /** `activations`: one channel is silenced, and the head runs. `image`: one channel masks it, and all runs. */
  readonly changes: 'activations' | 'image';
  /** How many channels are scored by default: the strongest by `merit`. */
  readonly strongest: number;
  readonly merit: MeritName;
}

/** One way to make a heatmap from a layer's activations and gradients. */
export interface CamMethod {
  /** The name users write, as in the registry. */
  readonly name: string;
  readonly title: string;
  /** Address of the paper that defines the method. */
  readonly paper: string;
  /** The map before the final ReLU, in the notation of {@link LayerTensors}, for people. */
  readonly formula: string;
  readonly needs: 'gradients' | 'activations' | 'channel-scores';
  /** With `needs: 'channel-scores'`: where the scores come from. */
  readonly perturbs?: Perturbation;
  /** `input`: the layer is the model's input itself, and the map has its resolution. */
  readonly at: 'layer' | 'input';
  /** `pooled-linear`: between the layer and the scores lie global pooling and at most one linear layer. */
  readonly head?: 'pooled-linear';
  /** False: the same map whatever the class, so it must not be read as evidence for one. */
  readonly classSpecific: boolean;
  /** True: every cell has its own weight. False: one weight per channel, or none. */
  readonly pixelwise: boolean;
  /**
   * True: keeps its aim at earlier layers, where no feature map stands for a class, since every cell weighs its own
   * evidence for the class. Its default is then all of the model's default layers, fused.
   */
  readonly fuses?: boolean;
  /** True: reads `LayerTensors.derivatives`, gathered over several noisy runs. */
  readonly smoothed: boolean;
  readonly runs: RunCost;
  /** When to choose it, in a sentence. */
  readonly advice: string;
  /**
   * The map BEFORE the final ReLU, so that maps of parts add up; `explainMap` does the rest.
   * Never NaN nor infinite: inputs that are not finite count as zero, results saturate at float32's range.
   *
   * @throws SaliencyError `bad-option` for a selection that the layer does not have
   */
  map(tensors: LayerTensors, selection?: Selection): CamMap;
}
