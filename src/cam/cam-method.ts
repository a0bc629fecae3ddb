import type { CamMap, LayerTensors } from './layer-tensors.js';
import type { Selection } from './selection.js';

/** Runs of the two graphs for a first map of a new image; `n` is the number of noisy samples. */
export interface RunCost {
  readonly trunk: string;
  readonly head: string;
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
  readonly needs: 'gradients' | 'activations';
  /** False: the same map whatever the class, so it must not be read as evidence for one. */
  readonly classSpecific: boolean;
  /** True: every cell has its own weight. False: one weight per channel, or none. */
  readonly pixelwise: boolean;
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
