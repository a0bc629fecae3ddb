import type { CamMethod } from '../../../cam/cam-method.js';
import type { LayerTensors } from '../../../cam/layer-tensors.js';
import type { InputSpec } from '../../../models/model-card.js';
import type { LayerInfo } from '../../model-info.js';
import { toPlanes } from '../../../pixels/planes.js';
import type { LayerRuns } from './layer-runs.js';
import type { RunContext, Sample } from './sample.js';

/** One class's score at one layer, as a method looks at it. */
export interface LayerScore {
  readonly method: CamMethod;
  readonly layer: LayerInfo;
  readonly runs: LayerRuns;
  readonly classIndex: number;
  readonly versus: number | undefined;
  readonly input: InputSpec;
}

/** Activations and gradients of a sample, [channels, height, width] at the model's input too. */
export async function tensorsAt(
  score: LayerScore,
  sample: Sample,
  context: RunContext,
): Promise<LayerTensors> {
  const { layer, runs, method, input } = score;
  const gradients = await gradientsAt(score, sample, context);
  const values = await runs.activations(sample, context);
  const activations = method.at === 'input' ? toPlanes(values, input) : values;
  const { channels, height, width } = layer;
  return { activations, gradients, channels, height, width };
}

/** As {@link tensorsAt}, of the gradients alone. */
export async function gradientsAt(
  { runs, classIndex, versus, method, input }: LayerScore,
  sample: Sample,
  context: RunContext,
): Promise<Float32Array> {
  const { gradients } = await runs.scoreGradients(sample, classIndex, context, versus);
  return method.at === 'input' ? toPlanes(gradients, input) : gradients;
}
