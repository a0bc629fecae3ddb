import type { Tensor } from 'onnxruntime-web';
import { SaliencyError } from '../../../errors.js';
import { gradientName, SCORE_WEIGHTS, TOP_SCORE_WEIGHT } from '../../../gradient/export/export-gradient.js';
import { fromFeatureMaps, toFeatureMaps, type Arrangement } from '../../../onnx/layers/feature-maps.js';
import { floatValues } from '../ort/float-values.js';
import type { Tensors } from '../ort/graph-session.js';
import type { Job } from '../job.js';
import type { LayerGraphs } from '../models/layer-graphs.js';
import { Lease } from '../models/lease.js';
import { LruCache } from '../models/lru-cache.js';
import type { Meter } from './meter.js';
import type { Carried } from '../models/score-batches.js';

/** Bytes of results that a layer keeps: of the trunk (GPU memory under WebGPU), and of the head. */
const TRUNK_BUDGET = 128 * 2 ** 20;
const HEAD_BUDGET = 128 * 2 ** 20;

/** An input of the model: an image as it is, or with noise. */
export interface Sample {
  /** Equal keys mean equal inputs. */
  readonly key: string;
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

/** Logits of the runs of some channels. */
export type LogitsStep = readonly { readonly channel: number; readonly logits: Float32Array }[];

/** The score: a class's logit, or the highest one, less that of another class. */
interface Target {
  readonly classIndex: 'top' | number;
  readonly versus: number | undefined;
}

/** Who runs, and what watches it. */
export interface RunContext {
  readonly job: Job;
  readonly meter: Meter;
  readonly onStep: (step: 'trunk' | 'head') => void;
}

/** Of logits alone and in a batch, as a fraction of the largest: kernels differ by much less. */
const BATCH_TOLERANCE = 1e-3;

function gradientKey({ key }: Sample, classIndex: 'top' | number, versus: number | undefined): string {
  return `${key} ${classIndex} ${versus ?? ''}`;
}

function refuseItself(classIndex: 'top' | number, versus: number | undefined): void {
  if (versus === undefined || classIndex !== versus) return;
  throw new SaliencyError(
    'bad-option',
    `Class ${versus} cannot be contrasted with itself; choose another class for \`versus\`.`,
  );
}

function argmax(values: Float32Array): number {
  return values.reduce((best, value, index) => (value > values[best] ? index : best), 0);
}

/**
 * Runs a layer's trunk and head as seldom as the questions allow: a new input runs both, a new class the head only,
 * and whatever was asked before runs nothing.
 */
export class LayerRuns {
  readonly graphs: LayerGraphs;
  readonly #layer: string;
  readonly #arrangement: Arrangement | undefined;
  readonly #trunks = new LruCache<Lease<Tensors>>(TRUNK_BUDGET, (lease) => lease.retire());
  readonly #activations = new LruCache<Float32Array>(TRUNK_BUDGET);
  readonly #logits = new LruCache<Float32Array>(HEAD_BUDGET);
  readonly #gradients = new LruCache<ScoredGradients>(HEAD_BUDGET);
  #batchChecked = false;

  /** `arrangement`: of a spatial layer; what comes out is then [channels, height, width], else as the tensor has it. */
  constructor(graphs: LayerGraphs, arrangement?: Arrangement) {
    this.graphs = graphs;
    this.#arrangement = arrangement;
    this.#layer = graphs.exported.layers[0].name;
  }

  /**
   * Scores of a sample and the gradients of one class's score, or of the highest one; less the score of the class
   * `versus`, if there is one.
   *
   * @throws SaliencyError `bad-option` for a class against itself
   */
  async scoreGradients(
    sample: Sample,
    target: 'top' | number,
    context: RunContext,
    versus?: number,
  ): Promise<ScoredGradients> {
    const known = this.#logits.get(sample.key);
    const classIndex = target === 'top' && known ? argmax(known) : target;
    refuseItself(classIndex, versus);
    const cached = this.#gradients.get(gradientKey(sample, classIndex, versus));
    if (cached) return cached;
    const trunk = await this.#trunk(sample, context);
    return trunk.use((carried) => this.#runHead(sample, carried, { classIndex, versus }, context));
  }

  /** Logits with one channel of the layer set to zero, for each of `channels`; the head alone runs, in batches. */
  async *ablatedLogits(
    sample: Sample,
    channels: readonly number[],
    context: RunContext,
  ): AsyncGenerator<LogitsStep> {
    const [values, ...sides] = await this.#carriedValues(sample, context);
    const maps = this.#maps(values);
    const cells = maps.length / (this.#arrangement?.channels ?? this.graphs.exported.layers[0].shape[1]);
    yield* this.#batches(sample, channels, context, {
      key: (channel) => `${sample.key} without ${channel}`,
      carried: (channel) =>
        Promise.resolve([
          this.#tensor(maps.slice().fill(0, channel * cells, (channel + 1) * cells), values),
          ...sides,
        ]),
    });
  }

  /** Logits of inputs of which each belongs to a channel; trunk and head run for each, the head in batches. */
  async *maskedLogits(
    sample: Sample,
    channels: readonly number[],
    masked: (channel: number) => Float32Array,
    context: RunContext,
  ): AsyncGenerator<LogitsStep> {
    yield* this.#batches(sample, channels, context, {
      key: (channel) => `${sample.key} ${this.#layer} through ${channel}`,
      carried: async (channel) => {
        const tensors = await this.#runTrunk(masked(channel), sample.shape, context);
        try {
          return await this.#download(tensors);
        } finally {
          this.graphs.engine.dispose(tensors);
        }
      },
    });
  }

  /** The layer's activations A, [channels, height, width]. Free after {@link scoreGradients} of the same sample. */
  async activations(sample: Sample, context: RunContext): Promise<Float32Array> {
    const cached = this.#activations.get(sample.key);
    if (cached) return cached;
    const trunk = await this.#trunk(sample, context);
    const values = await trunk.use((carried) =>
      context.meter.time('trunk', async () => this.#maps(await this.#values(carried[this.#layer]))),
    );
    this.#activations.set(sample.key, values, values.byteLength);
    return values;
  }

  release(): void {
    this.#trunks.clear();
    this.graphs.release();
  }

  async #trunk(sample: Sample, context: RunContext): Promise<Lease<Tensors>> {
    const cached = this.#trunks.get(sample.key);
    if (cached) return cached;
    const carried = await this.#runTrunk(sample.input(), sample.shape, context);
    const lease = new Lease(carried, (tensors) => this.graphs.engine.dispose(tensors));
    this.#trunks.set(sample.key, lease, byteLength(carried));
    return lease;
  }

  async #runTrunk(
    values: Float32Array,
    shape: readonly number[],
    { job, meter, onStep }: RunContext,
  ): Promise<Tensors> {
    const { engine, exported } = this.graphs;
    const feeds = { [exported.image]: new engine.runtime.ort.Tensor('float32', values, shape) };
    if (!exported.trunk) return feeds;
    await job.pause();
    onStep('trunk');
    return meter.run('trunk', () => this.graphs.runTrunk(feeds));
  }

  async #carriedValues(sample: Sample, context: RunContext): Promise<Carried> {
    const trunk = await this.#trunk(sample, context);
    return trunk.use((tensors) => this.#download(tensors));
  }

  /** Copies, in the order in which the head takes them. */
  async #download(tensors: Tensors): Promise<Carried> {
    const values: Float32Array[] = [];
    for (const name of this.graphs.exported.carried) values.push((await this.#values(tensors[name])).slice());
    return values;
  }

  async *#batches(
    sample: Sample,
    channels: readonly number[],
    context: RunContext,
    { key, carried }: { key: (channel: number) => string; carried: (channel: number) => Promise<Carried> },
  ): AsyncGenerator<LogitsStep> {
    const { scores } = this.graphs;
    await this.#checkBatch(sample, context);
    try {
      for (let start = 0; start < channels.length; start += scores.batch) {
        const chunk = channels.slice(start, start + scores.batch);
        const unknown = chunk.filter((channel) => !this.#logits.get(key(channel)));
        const found = await this.#runScores(unknown, carried, context);
        found.forEach((logits, i) => this.#logits.set(key(unknown[i]), logits, logits.byteLength));
        yield chunk.map((channel) => ({ channel, logits: this.#logits.get(key(channel))! }));
      }
    } finally {
      scores.rest();
    }
  }

  async #runScores(
    channels: readonly number[],
    carried: (channel: number) => Promise<Carried>,
    { job, meter, onStep }: RunContext,
  ): Promise<Float32Array[]> {
    if (channels.length === 0) return [];
    const images: Carried[] = [];
    for (const channel of channels) images.push(await carried(channel));
    await job.pause();
    onStep('head');
    return meter.run('head', () => this.graphs.scores.run(images));
  }

  /**
   * Some models mix the images of a batch, or hold a batch of one for granted: the image among others must score
   * what it scores alone. Once for a layer; a model that fails goes on image by image.
   */
  async #checkBatch(sample: Sample, context: RunContext): Promise<void> {
    const { scores } = this.graphs;
    if (this.#batchChecked || scores.batch === 1) return;
    const alone = this.#logits.get(sample.key);
    if (!alone) return;
    const image = await this.#carriedValues(sample, context);
    const others = Array.from({ length: scores.batch - 1 }, () =>
      image.map((values) => values.map((v) => v / 2)),
    );
    await context.job.pause();
    const [among] = await context.meter.run('head', () => scores.run([image, ...others]));
    const size = alone.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1);
    if (alone.some((value, i) => !(Math.abs(value - among[i]) < BATCH_TOLERANCE * size))) scores.useSingles();
    this.#batchChecked = true;
  }

  async #runHead(
    sample: Sample,
    carried: Tensors,
    { classIndex: target, versus }: Target,
    { job, meter, onStep }: RunContext,
  ): Promise<ScoredGradients> {
    await job.pause();
    onStep('head');
    const { engine, exported } = this.graphs;
    const { Tensor } = engine.runtime.ort;
    const weights = new Float32Array(exported.classes);
    if (target !== 'top') weights[target] = 1;
    if (versus !== undefined) weights[versus] = -1;
    const feeds = {
      ...Object.fromEntries(exported.carried.map((name) => [name, carried[name]])),
      [SCORE_WEIGHTS]: new Tensor('float32', weights, [1, exported.classes]),
      [TOP_SCORE_WEIGHT]: new Tensor('float32', [target === 'top' ? 1 : 0], [1]),
    };
    const outputs = await meter.run('head', () => this.graphs.runHead(feeds));
    const logits = await this.#values(outputs[exported.logits]);
    const gradients = this.#maps(await this.#values(outputs[gradientName(this.#layer)]));
    const classIndex = target === 'top' ? argmax(logits) : target;
    this.#logits.set(sample.key, logits, logits.byteLength);
    refuseItself(classIndex, versus);
    const result = { classIndex, logits, gradients };
    this.#gradients.set(gradientKey(sample, classIndex, versus), result, gradients.byteLength);
    return result;
  }

  #maps(values: Float32Array): Float32Array {
    return this.#arrangement ? toFeatureMaps(values, this.#arrangement) : values;
  }

  #tensor(maps: Float32Array, values: Float32Array): Float32Array {
    return this.#arrangement ? fromFeatureMaps(maps, this.#arrangement, values) : maps;
  }

  async #values(tensor: Tensor): Promise<Float32Array> {
    return floatValues(await this.graphs.engine.download(tensor), tensor.type);
  }
}

function byteLength(tensors: Tensors): number {
  return Object.values(tensors).reduce((sum, { size }) => sum + 4 * size, 0);
}
