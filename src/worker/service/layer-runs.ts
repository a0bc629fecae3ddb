import type { Tensor } from 'onnxruntime-web';
import { gradientName, SCORE_WEIGHTS, TOP_SCORE_WEIGHT } from '../../gradient/export-gradient.js';
import { floatValues } from './float-values.js';
import type { Tensors } from './graph-session.js';
import type { Job } from './job.js';
import type { LayerGraphs } from './layer-graphs.js';
import { Lease } from './lease.js';
import { LruCache } from './lru-cache.js';
import type { Meter } from './meter.js';

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

/** Who runs, and what watches it. */
export interface RunContext {
  readonly job: Job;
  readonly meter: Meter;
  readonly onStep: (step: 'trunk' | 'head') => void;
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
  readonly #trunks = new LruCache<Lease<Tensors>>(TRUNK_BUDGET, (lease) => lease.retire());
  readonly #activations = new LruCache<Float32Array>(TRUNK_BUDGET);
  readonly #logits = new LruCache<Float32Array>(HEAD_BUDGET);
  readonly #gradients = new LruCache<ScoredGradients>(HEAD_BUDGET);

  constructor(graphs: LayerGraphs) {
    this.graphs = graphs;
    this.#layer = graphs.exported.layers[0].name;
  }

  /** Scores of a sample and the gradients of one class's score, or of the highest one. */
  async scoreGradients(
    sample: Sample,
    target: 'top' | number,
    context: RunContext,
  ): Promise<ScoredGradients> {
    const known = this.#logits.get(sample.key);
    const classIndex = target === 'top' && known ? argmax(known) : target;
    const cached = this.#gradients.get(`${sample.key} ${classIndex}`);
    if (cached) return cached;
    const trunk = await this.#trunk(sample, context);
    return trunk.use((carried) => this.#runHead(sample, carried, classIndex, context));
  }

  /** The layer's activations A, [channels, height, width]. Free after {@link scoreGradients} of the same sample. */
  async activations(sample: Sample, context: RunContext): Promise<Float32Array> {
    const cached = this.#activations.get(sample.key);
    if (cached) return cached;
    const trunk = await this.#trunk(sample, context);
    const values = await trunk.use((carried) =>
      context.meter.time('trunk', () => this.#values(carried[this.#layer])),
    );
    this.#activations.set(sample.key, values, values.byteLength);
    return values;
  }

  release(): void {
    this.#trunks.clear();
    this.graphs.release();
  }

  async #trunk(sample: Sample, { job, meter, onStep }: RunContext): Promise<Lease<Tensors>> {
    const cached = this.#trunks.get(sample.key);
    if (cached) return cached;
    await job.pause();
    onStep('trunk');
    const { engine, exported } = this.graphs;
    const input = new engine.runtime.ort.Tensor('float32', sample.input(), sample.shape);
    const carried = await meter.run('trunk', () => this.graphs.runTrunk({ [exported.image]: input }));
    const lease = new Lease(carried, (tensors) => engine.dispose(tensors));
    this.#trunks.set(sample.key, lease, byteLength(carried));
    return lease;
  }

  async #runHead(
    sample: Sample,
    carried: Tensors,
    target: 'top' | number,
    { job, meter, onStep }: RunContext,
  ): Promise<ScoredGradients> {
    await job.pause();
    onStep('head');
    const { engine, exported } = this.graphs;
    const { Tensor } = engine.runtime.ort;
    const weights = new Float32Array(exported.classes);
    if (target !== 'top') weights[target] = 1;
    const feeds = {
      ...Object.fromEntries(exported.carried.map((name) => [name, carried[name]])),
      [SCORE_WEIGHTS]: new Tensor('float32', weights, [1, exported.classes]),
      [TOP_SCORE_WEIGHT]: new Tensor('float32', [target === 'top' ? 1 : 0], [1]),
    };
    const outputs = await meter.run('head', () => this.graphs.runHead(feeds));
    const logits = await this.#values(outputs[exported.logits]);
    const gradients = await this.#values(outputs[gradientName(this.#layer)]);
    const classIndex = target === 'top' ? argmax(logits) : target;
    const result = { classIndex, logits, gradients };
    this.#logits.set(sample.key, logits, logits.byteLength);
    this.#gradients.set(`${sample.key} ${classIndex}`, result, gradients.byteLength);
    return result;
  }

  async #values(tensor: Tensor): Promise<Float32Array> {
    return floatValues(await this.graphs.engine.download(tensor), tensor.type);
  }
}

function byteLength(tensors: Tensors): number {
  return Object.values(tensors).reduce((sum, { size }) => sum + 4 * size, 0);
}
