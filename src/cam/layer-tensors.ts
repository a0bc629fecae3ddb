/**
 * What a CAM method works on: one image's activations A and gradients g = dS/dA at one layer, both
 * row-major [channels, height, width]. S is a logit or a weighted sum of logits, never a probability.
 *
 * Values that are not finite count as zero in every method. `gradients` may be empty for methods that
 * declare `needs: 'activations'`.
 */
export interface LayerTensors {
  readonly activations: Float32Array;
  readonly gradients: Float32Array;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  /** Means over noisy inputs, for the smoothed methods; absent: the one clean sample in `gradients`. */
  readonly derivatives?: DerivativeMeans;
  /** For methods that declare `needs: 'channel-scores'`. */
  readonly channelScores?: ChannelScores;
}

/** Scores S of runs in each of which one channel was silenced, or masked the image. */
export interface ChannelScores {
  /** Of the run in which nothing was changed. */
  readonly score: number;
  /** The channels that were tried, each once. */
  readonly channels: readonly number[];
  /** One score for each of `channels`, in order. */
  readonly scores: readonly number[];
}

/**
 * Means over noisy inputs of g, g^2 and g^3, each [channels, height, width]. For Y = exp(S) these are the
 * first three derivatives of Y by A up to the factor exp(S), if S is piecewise linear in A.
 */
export interface DerivativeMeans {
  readonly first: Float64Array;
  readonly second: Float64Array;
  readonly third: Float64Array;
}

/** A map at the layer's resolution, row-major [height, width]. */
export interface CamMap {
  readonly data: Float32Array;
  readonly width: number;
  readonly height: number;
}
