import { fromFeatureMaps, toFeatureMaps } from '../../../onnx/layers/feature-maps.js';
import type { LayerGraphs } from '../models/layer-graphs.js';
import type { GraphRuns } from './graph-runs.js';
import type { LayerResults } from './layer-results.js';
import type { RunContext, Sample, ScoredGradients } from './sample.js';

/** One of the layers that a trunk and a head are about. */
export class LayerRuns {
  readonly joint: GraphRuns;
  readonly #at: number;

  constructor(joint: GraphRuns, at = 0) {
    this.joint = joint;
    this.#at = at;
  }

  get graphs(): LayerGraphs {
    return this.joint.graphs;
  }

  get results(): LayerResults {
    return this.joint.results;
  }

  /** Feature maps of the layer. */
  get channels(): number {
    return this.joint.arrangement(this.#at)?.channels ?? this.graphs.exported.layers[this.#at].shape[1];
  }

  /** As {@link GraphRuns.scoreGradients}, of this layer. */
  async scoreGradients(
    sample: Sample,
    wanted: 'top' | number,
    context: RunContext,
    versus?: number,
  ): Promise<ScoredGradients> {
    const { gradients, ...rest } = await this.joint.scoreGradients(sample, wanted, context, versus);
    return { ...rest, gradients: gradients[this.#at] };
  }

  /** The layer's activations A, [channels, height, width]. Free after {@link scoreGradients} of the same sample. */
  activations(sample: Sample, context: RunContext): Promise<Float32Array> {
    return this.joint.activations(sample, context, this.#at);
  }

  /** A tensor of the layer as feature maps [channels, height, width]. */
  toMaps(values: Float32Array): Float32Array {
    const arrangement = this.joint.arrangement(this.#at);
    return arrangement ? toFeatureMaps(values, arrangement) : values;
  }

  /** Feature maps as the layer's tensor has them; what is no feature map comes from `values`. */
  fromMaps(maps: Float32Array, values: Float32Array): Float32Array {
    const arrangement = this.joint.arrangement(this.#at);
    return arrangement ? fromFeatureMaps(maps, arrangement, values) : maps;
  }
}
