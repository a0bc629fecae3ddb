import type { CamMethod } from '../../../cam/cam-method.js';
import { isEmptyMap, rectify } from '../../../cam/explain-map.js';
import { fuseMaps, type FusionName } from '../../../cam/fuse-maps.js';
import type { CamMap } from '../../../cam/layer-tensors.js';
import { labelOf } from '../../../models/class-scores.js';
import type { ClassMap, Explanation, ExplainOptions } from '../../explanation.js';
import type { LayerInfo } from '../../model-info.js';
import { chosenClasses, chosenTarget, chosenVersus } from './chosen-class.js';
import { chosenRegion } from './chosen-region.js';
import { emptyNote } from './empty-note.js';
import {
  chosenFusion,
  chosenLayers,
  chosenMethod,
  chosenSmoothing,
  type SmoothingSettings,
} from './explain-settings.js';
import type { ImageState } from '../images/image-state.js';
import { inputGeometry } from '../../../pixels/input-geometry.js';
import { inputShape, valueRange } from '../../../pixels/input-tensor.js';
import type { Work } from '../jobs/job.js';
import type { LayerRuns } from './layer-runs.js';
import type { RunContext, Sample, ScoredGradients } from './sample.js';
import { mapSteps, type LayerQuestion } from './map-steps.js';
import { Meter } from './meter.js';
import { noisySamples } from './noisy-samples.js';
import type { OpenModel } from '../models/open-model.js';

export interface ExplainRequest {
  readonly model: OpenModel;
  readonly image: ImageState;
  readonly options: ExplainOptions;
  readonly work: Work;
}

/** The image as the model gets it. */
interface Input {
  readonly clean: Sample;
  readonly tensor: Float32Array;
}

type StepReport = (map: CamMap, loaded: number, total: number) => void;

class Explainer {
  readonly #request: ExplainRequest;
  readonly #meter = new Meter();
  readonly #method: CamMethod;
  readonly #layers: readonly LayerInfo[];
  /** One for each of the layers. */
  readonly #regions: readonly (Uint8Array | undefined)[];
  readonly #fusion: FusionName;
  readonly #smoothing: SmoothingSettings | undefined;
  readonly #target: 'top' | number;
  readonly #versus: number | undefined;
  readonly #others: readonly number[];

  constructor(request: ExplainRequest) {
    const { options, model } = request;
    const { classes } = model;
    this.#request = request;
    this.#method = chosenMethod(options);
    this.#layers = chosenLayers(this.#method, options, model);
    this.#fusion = chosenFusion(options);
    this.#smoothing = chosenSmoothing(this.#method, options, valueRange(model.card.input));
    this.#regions = this.#layers.map((layer) => this.#region(layer));
    this.#target = chosenTarget(options.targetClass, classes);
    this.#versus = chosenVersus(options.versus, classes);
    this.#others = chosenClasses(options.classes, classes);
  }

  async run(): Promise<Explanation> {
    const { model, image } = this.#request;
    const spec = model.card.input;
    const tensor = await this.#meter.time('preprocess', () => image.tensor(spec));
    const input = {
      tensor,
      clean: { key: image.key, image: image.key, input: () => tensor, shape: inputShape(spec) },
    };
    const scored = await model.withRuns(this.#layers[0].name, (runs) =>
      runs.scoreGradients(input.clean, this.#target, this.#context(1), this.#versus),
    );
    const map = await this.#classMap(input, scored.classIndex, (partial, loaded, total) =>
      this.#request.work.report({ phase: 'map', loaded, total, partial: this.#explanation(partial, scored) }),
    );
    const classes: ClassMap[] = [];
    for (const other of this.#others)
      classes.push(this.#classPart(await this.#classMap(input, other), other, scored.logits));
    const explanation = this.#explanation(map, scored);
    return {
      ...explanation,
      ...(explanation.empty && { note: this.#whyEmpty(explanation, scored) }),
      ...(classes.length > 0 && { classes }),
    };
  }

  #whyEmpty({ label, score, isProbability }: Explanation, { gradients }: ScoredGradients): string {
    const { options, model } = this.#request;
    return emptyNote({
      ...{ label, score, isProbability },
      mayBeFinal: model.mayBeFinal,
      isPartial: options.channels !== undefined || options.region !== undefined,
      isContrast: this.#versus !== undefined,
      gradients: this.#method.needs === 'gradients' ? gradients : undefined,
    });
  }

  /** One class's map, fused where there are several layers; reports maps on the way, if there are any. */
  async #classMap(input: Input, classIndex: number, report?: StepReport): Promise<CamMap> {
    const finished: CamMap[] = [];
    for (const layer of this.#layers) {
      const before = finished.length;
      await this.#request.model.withRuns(layer.name, async (runs) => {
        for await (const { raw, done, total } of mapSteps(this.#question(input, classIndex, layer, runs))) {
          finished[before] = rectify(raw);
          const steps = total * this.#layers.length;
          if (steps > 1) report?.(this.#fused(finished), total * before + done, steps);
        }
      });
    }
    return this.#fused(finished);
  }

  #fused(maps: readonly CamMap[]): CamMap {
    return this.#layers.length === 1 ? maps[0] : fuseMaps(maps, this.#fusion);
  }

  #question({ clean, tensor }: Input, classIndex: number, layer: LayerInfo, runs: LayerRuns): LayerQuestion {
    const smoothing = this.#smoothing;
    return {
      method: this.#method,
      layer,
      runs,
      clean,
      classIndex,
      versus: this.#versus,
      channels: this.#request.options.channels,
      region: this.#regions[this.#layers.indexOf(layer)],
      smoothing: smoothing && {
        average: smoothing.average,
        samples: noisySamples(clean, tensor, smoothing),
      },
      input: this.#request.model.card.input,
      context: (total, loaded) => this.#context(total, loaded),
    };
  }

  #context(total: number, loaded = 0): RunContext {
    return {
      work: this.#request.work,
      meter: this.#meter,
      onStep: (phase) => this.#request.work.report({ phase, loaded, total }),
    };
  }

  #region(grid: LayerInfo): Uint8Array | undefined {
    const { options, image } = this.#request;
    return chosenRegion(options.region, { image, covered: this.#geometry().covered, grid });
  }

  #geometry(): ReturnType<typeof inputGeometry> {
    const { image, model } = this.#request;
    return inputGeometry(image, model.card.input);
  }

  #explanation(map: CamMap, { classIndex, logits }: ScoredGradients): Explanation {
    const { model, image } = this.#request;
    const names = this.#layers.map(({ name }) => name);
    const notes = names.flatMap((name) => model.noteOn(name) ?? []);
    return {
      ...this.#classPart(map, classIndex, logits),
      mapRect: this.#geometry().covered,
      imageWidth: image.width,
      imageHeight: image.height,
      ...model.scoresOf(logits),
      method: this.#method.name,
      layer: names.join(' + '),
      device: model.device,
      timings: this.#meter.timings(),
      ...(names.length > 1 && { layers: names }),
      ...(notes.length > 0 && { notes }),
      ...(this.#versus !== undefined && { versus: this.#versus }),
    };
  }

  #classPart(map: CamMap, classIndex: number, logits: Float32Array): ClassMap {
    const { model } = this.#request;
    return {
      map: map.data,
      mapWidth: map.width,
      mapHeight: map.height,
      classIndex,
      label: labelOf(classIndex, model.classes.labels),
      score: model.scoresOf(logits).scores[classIndex],
      empty: isEmptyMap(map),
    };
  }
}

/**
 * Answers one question: which parts of the image are evidence for a class.
 *
 * @throws SaliencyError `bad-option`, `aborted`, `device-lost`, `out-of-memory`
 */
export async function explain(request: ExplainRequest): Promise<Explanation> {
  return new Explainer(request).run();
}
