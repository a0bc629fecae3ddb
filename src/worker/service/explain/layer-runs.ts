import type { Tensor } from 'onnxruntime-web';
import { SaliencyError } from '../../../errors.js';
import {
  gradientName,
  SCORE_WEIGHTS,
  TOP_SCORE_WEIGHT,
  type GradientExport,
} from '../../../gradient/export/export-gradient.js';
import { fromFeatureMaps, toFeatureMaps, type Arrangement } from '../../../onnx/layers/feature-maps.js';
import { Lease } from '../cache/lease.js';
import { pause } from '../jobs/job.js';
import { SharedWork } from '../jobs/shared-work.js';
import type { LayerGraphs } from '../models/layer-graphs.js';
import type { Carried } from '../models/score-batches.js';
import type { CarriedValues } from '../ort/carried-tensor.js';
import { floatValues } from '../ort/float-values.js';
import type { Tensors } from '../ort/graph-session.js';
import { argmax } from './argmax.js';
import type { LayerResults } from './layer-results.js';
import type { RunContext, Sample, ScoredGradients } from './sample.js';

/** The score: a class's logit, or the highest one, less that of another class. */
interface Target {
  readonly classIndex: 'top' | number;
  readonly versus: number | undefined;
}

const detailOf = ({ classIndex, versus }: Target): string => `${classIndex} ${versus ?? ''}`;

function refuseItself({ classIndex, versus }: Target): void {
  if (versus === undefined || classIndex !== versus) return;
  throw new SaliencyError(
    'bad-option',
    `Class ${versus} cannot be contrasted with itself; choose another class for \`versus\`.`,
  );
}

function byteLength(tensors: Tensors): number {
  return Object.values(tensors).reduce((sum, { size }) => sum + 4 * size, 0);
}

/**
 * Runs a layer's trunk and head as seldom as the questions allow: a new input runs both, a new class the head only,
 * and whatever was asked before, or is being computed for another question, runs nothing.
 */
export class LayerRuns {
  readonly graphs: LayerGraphs;
  readonly results: LayerResults;
  readonly #layer: GradientExport['layers'][number];
  readonly #arrangement: Arrangement | undefined;
  readonly #trunksUnderWay = new SharedWork<Lease<Tensors>>();
  readonly #headsUnderWay = new SharedWork<ScoredGradients>();

  /** `arrangement`: of a spatial layer; what comes out is then [channels, height, width], else as the tensor has it. */
  constructor(graphs: LayerGraphs, results: LayerResults, arrangement?: Arrangement) {
    this.graphs = graphs;
    this.results = results;
    this.#arrangement = arrangement;
    [this.#layer] = graphs.exported.layers;
  }

  /** Feature maps of the layer. */
  get channels(): number {
    return this.#arrangement?.channels ?? this.#layer.shape[1];
  }

  /**
   * Scores of a sample and the gradients of one class's score, or of the highest one; less the score of the class
   * `versus`, if there is one.
   *
   * @throws SaliencyError `bad-option` for a class against itself
   */
  async scoreGradients(
    sample: Sample,
    wanted: 'top' | number,
    context: RunContext,
    versus?: number,
  ): Promise<ScoredGradients> {
    const known = this.results.logits.get(sample);
    const classIndex = wanted === 'top' && known ? argmax(known) : wanted;
    const target = { classIndex, versus };
    refuseItself(target);
    const cached = this.results.gradients.get(sample, detailOf(target));
    if (cached) return cached;
    return this.#headsUnderWay.join(`${sample.key} ${detailOf(target)}`, context.work, async (work) => {
      const shared = { ...context, work };
      return this.withTrunk(sample, shared, (carried) => this.#runHead(sample, carried, target, shared));
    });
  }

  /** The layer's activations A, [channels, height, width]. Free after {@link scoreGradients} of the same sample. */
  async activations(sample: Sample, context: RunContext): Promise<Float32Array> {
    const cached = this.results.activations.get(sample);
    if (cached) return cached;
    const values = await this.withTrunk(sample, context, (carried) =>
      context.meter.time('trunk', async () =>
        this.toMaps(await this.#values(carried[this.#layer.tensor ?? this.#layer.name], context)),
      ),
    );
    this.results.activations.set(sample, values, values.byteLength);
    return values;
  }

  /** Works with what the trunk hands to the head for a sample. */
  async withTrunk<T>(
    sample: Sample,
    context: RunContext,
    work: (carried: Tensors) => Promise<T>,
  ): Promise<T> {
    for (;;) {
      const trunk = await this.#trunk(sample, context);
      // It may have been evicted between its last step and this one.
      if (!trunk.isOver) return trunk.use(work);
    }
  }

  /** The caller disposes of the tensors. */
  async runTrunk(
    values: Float32Array,
    shape: readonly number[],
    { work, meter, onStep }: RunContext,
  ): Promise<Tensors> {
    const { engine, exported } = this.graphs;
    const feeds = { [exported.image]: new engine.runtime.ort.Tensor('float32', values, shape) };
    if (!exported.trunk) return feeds;
    await pause(work);
    onStep('trunk');
    return meter.run('trunk', () => this.graphs.runTrunk(feeds, work));
  }

  /** Copies, in the order in which the head takes them. */
  async download(tensors: Tensors, context: RunContext): Promise<Carried> {
    const [layer, ...sides] = this.graphs.exported.carried;
    const values: CarriedValues[] = [];
    for (const name of sides) {
      const found = await this.graphs.engine.download(tensors[name], context.work);
      values.push((found as CarriedValues).slice());
    }
    return [(await this.#values(tensors[layer], context)).slice(), ...values];
  }

  /** A tensor of the layer as feature maps [channels, height, width]. */
  toMaps(values: Float32Array): Float32Array {
    return this.#arrangement ? toFeatureMaps(values, this.#arrangement) : values;
  }

  /** Feature maps as the layer's tensor has them; what is no feature map comes from `values`. */
  fromMaps(maps: Float32Array, values: Float32Array): Float32Array {
    return this.#arrangement ? fromFeatureMaps(maps, this.#arrangement, values) : maps;
  }

  release(): void {
    this.results.drop();
    this.graphs.release();
  }

  async #trunk(sample: Sample, context: RunContext): Promise<Lease<Tensors>> {
    const cached = this.results.trunks.get(sample);
    if (cached) return cached;
    return this.#trunksUnderWay.join(sample.key, context.work, async (work) => {
      const carried = await this.runTrunk(sample.input(), sample.shape, { ...context, work });
      const lease = new Lease(carried, (tensors) => this.graphs.engine.dispose(tensors));
      this.results.trunks.set(sample, lease, byteLength(carried));
      return lease;
    });
  }

  async #runHead(
    sample: Sample,
    carried: Tensors,
    target: Target,
    context: RunContext,
  ): Promise<ScoredGradients> {
    const { work, meter, onStep } = context;
    await pause(work);
    onStep('head');
    const { exported } = this.graphs;
    const outputs = await meter.run('head', () =>
      this.graphs.runHead(this.#headFeeds(carried, target), work),
    );
    const logits = await this.#values(outputs[exported.logits], context);
    const gradients = this.toMaps(await this.#values(outputs[gradientName(this.#layer.name)], context));
    const classIndex = target.classIndex === 'top' ? argmax(logits) : target.classIndex;
    this.results.logits.set(sample, logits, logits.byteLength);
    const found = { classIndex, versus: target.versus };
    refuseItself(found);
    const result = { classIndex, logits, gradients };
    this.results.gradients.set(sample, result, gradients.byteLength, detailOf(found));
    return result;
  }

  #headFeeds(carried: Tensors, { classIndex, versus }: Target): Tensors {
    const { engine, exported } = this.graphs;
    const { Tensor } = engine.runtime.ort;
    const weights = new Float32Array(exported.classes);
    if (classIndex !== 'top') weights[classIndex] = 1;
    if (versus !== undefined) weights[versus] = -1;
    return {
      ...Object.fromEntries(exported.carried.map((name) => [name, carried[name]])),
      [SCORE_WEIGHTS]: new Tensor('float32', weights, [1, exported.classes]),
      [TOP_SCORE_WEIGHT]: new Tensor('float32', [classIndex === 'top' ? 1 : 0], [1]),
    };
  }

  async #values(tensor: Tensor, { work }: RunContext): Promise<Float32Array> {
    return floatValues(await this.graphs.engine.download(tensor, work), tensor.type);
  }
}
