/**
 * What a CAM method works on: one image's activations A and gradients g = dS/dA at one layer, both
 * row-major [channels, height, width]. S is a logit or a weighted sum of logits, never a probability.
 */
export interface LayerTensors {
  readonly activations: Float32Array;
  readonly gradients: Float32Array;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/** A map at the layer's resolution, row-major [height, width]. */
export interface CamMap {
  readonly data: Float32Array;
  readonly width: number;
  readonly height: number;
}
