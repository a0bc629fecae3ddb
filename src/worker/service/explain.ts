import { SaliencyError } from '../../errors.js';
import { camMethod } from '../../cam/cam-methods.js';
import type { CamMethod } from '../../cam/cam-method.js';
import { createDerivativeMean } from '../../cam/derivative-mean.js';
import { explainMap } from '../../cam/explain-map.js';
import type { LayerTensors } from '../../cam/layer-tensors.js';
import { regionFromRectangle } from '../../cam/region.js';
import type { Selection } from '../../cam/selection.js';
import type { Explanation, ExplainOptions, LayerInfo, Progress } from '../protocol.js';
import type { ImageState } from './image-state.js';
import { inputGeometry } from './input-geometry.js';
import { inputShape, valueRange } from './input-tensor.js';
import type { Job } from './job.js';
import type { LayerRuns, RunContext, Sample, ScoredGradients } from './layer-runs.js';
import { Meter } from './meter.js';
import { noisySamples } from './noisy-samples.js';
import type { OpenModel } from './open-model.js';
import { labelOf, resolveClass, scoresOf } from './scores.js';

/** Of Smooth Grad-CAM++'s paper (arXiv 1908.01224), section 4. */
const DEFAULT_SAMPLES = 5;
const DEFAULT_NOISE = 0.2;

export interface ExplainRequest {
  readonly model: OpenModel;
  readonly image: ImageState;
  readonly options: ExplainOptions;
  readonly job: Job;
  readonly onProgress: (progress: Progress) => void;
}

/** Everything that one map needs, once the sessions have run. */
interface Evidence {
  readonly tensors: LayerTensors;
  readonly scored: ScoredGradients;
}

function finite(name: string, value: number, minimum: number): number {
  if (Number.isFinite(value) && value >= minimum) return value;
  throw new SaliencyError('bad-option', `${name} is ${value}; give a number from ${minimum}.`);
}

class Explainer {
  readonly #request: ExplainRequest;
  readonly #meter = new Meter();
  readonly #method: CamMethod;
  readonly #layer: LayerInfo;

  constructor(request: ExplainRequest) {
    this.#request = request;
    this.#method = camMethod(request.options.method);
    this.#layer = request.model.layer(request.options.layer);
  }

  async run(): Promise<Explanation> {
    const { model, options } = this.#request;
    const { card, classes } = model;
    const target = resolveClass(options.targetClass, card.labels, classes);
    return model.withRuns(this.#layer.name, async (runs) => {
      const tensor = await this.#meter.time('preprocess', () => this.#request.image.tensor(card.input));
      const clean: Sample = {
        key: this.#request.image.id,
        input: () => tensor,
        shape: inputShape(card.input),
      };
      const context = this.#context(1);
      const scored = await runs.scoreGradients(clean, target, context);
      const activations = await runs.activations(clean, context);
      const { channels, height, width } = this.#layer;
      const tensors = { activations, gradients: scored.gradients, channels, height, width };
      if (!this.#method.smoothed) return this.#explanation({ tensors, scored });
      return this.#smooth(runs, noisySamples(clean, tensor, this.#noise()), { tensors, scored });
    });
  }

  /** One map after another, each from one more sample than the one before. */
  async #smooth(runs: LayerRuns, samples: readonly Sample[], clean: Evidence): Promise<Explanation> {
    const mean = createDerivativeMean();
    const { classIndex } = clean.scored;
    let explanation: Explanation | undefined;
    for (const [index, sample] of samples.entries()) {
      const { gradients } = await runs.scoreGradients(
        sample,
        classIndex,
        this.#context(samples.length, index),
      );
      mean.add(gradients);
      const tensors = { ...clean.tensors, derivatives: mean.means() };
      explanation = await this.#explanation({ ...clean, tensors });
      this.#report({ phase: 'map', loaded: index + 1, total: samples.length, partial: explanation });
    }
    return explanation!;
  }

  #noise(): { samples: number; sigma: number; seed: number } {
    const { samples = DEFAULT_SAMPLES, noise = DEFAULT_NOISE, seed = 0 } = this.#request.options;
    const sigma = finite('noise', noise, 0) * valueRange(this.#request.model.card.input);
    return { samples, sigma, seed: finite('seed', seed, -Infinity) };
  }

  #context(total: number, loaded = 0): RunContext {
    return {
      job: this.#request.job,
      meter: this.#meter,
      onStep: (phase) => this.#report({ phase, loaded, total }),
    };
  }

  #report(progress: Progress): void {
    this.#request.onProgress(progress);
  }

  #selection(): Selection {
    const { channels, region } = this.#request.options;
    const { height, width } = this.#layer;
    const mask = region && regionFromRectangle(region, this.#geometry().covered, height, width);
    return { channels, region: mask };
  }

  #geometry(): ReturnType<typeof inputGeometry> {
    const { image, model } = this.#request;
    return inputGeometry(image, model.card.input);
  }

  async #explanation({ tensors, scored }: Evidence): Promise<Explanation> {
    const { model, image } = this.#request;
    const { card, device } = model;
    const { map, empty } = await this.#meter.time('map', () =>
      explainMap(this.#method, tensors, this.#selection()),
    );
    const scores = scoresOf(scored.logits, card.output.activation);
    const { classIndex } = scored;
    return {
      map: map.data,
      mapWidth: map.width,
      mapHeight: map.height,
      mapRect: this.#geometry().covered,
      imageWidth: image.width,
      imageHeight: image.height,
      classIndex,
      label: labelOf(classIndex, card.labels),
      score: scores[classIndex],
      scores,
      method: this.#method.name,
      layer: this.#layer.name,
      device,
      empty,
      timings: this.#meter.timings(),
    };
  }
}

/**
 * Answers one question: which parts of the image speak for a class.
 *
 * @throws SaliencyError `bad-option`, `aborted`, `device-lost`, `out-of-memory`
 */
export function explain(request: ExplainRequest): Promise<Explanation> {
  return new Explainer(request).run();
}
