import type { ByteCache } from '../cache/byte-cache.js';
import type { Lease } from '../cache/lease.js';
import type { Tensors } from '../ort/graph-session.js';
import type { Sample, ScoredLayers } from './sample.js';

/** Results of one kind, by the input that they are of and, where one input has several, by what else they depend on. */
export interface ResultShelf<T> {
  get(sample: Sample, detail?: string): T | undefined;
  set(sample: Sample, value: T, bytes: number, detail?: string): void;
}

/** What was computed at one layer of one model, or at several together. It goes with the model, with their sessions, or with the image. */
export class LayerResults {
  /** What the trunk hands to the head: in GPU memory under WebGPU. */
  readonly trunks: ResultShelf<Lease<Tensors>>;
  readonly activations: ResultShelf<Float32Array>;
  readonly logits: ResultShelf<Float32Array>;
  readonly gradients: ResultShelf<ScoredLayers>;
  readonly #cache: ByteCache;
  readonly #model: string;
  readonly #scope: string;

  constructor(cache: ByteCache, model: string, layer: string) {
    this.#cache = cache;
    this.#model = model;
    this.#scope = `${model} ${layer}`;
    this.trunks = this.#shelf('trunks', (lease) => lease.retire());
    this.activations = this.#shelf('activations');
    this.logits = this.#shelf('logits');
    this.gradients = this.#shelf('gradients');
  }

  /** Lets go of everything that was computed there. */
  drop(): void {
    this.#cache.drop(this.#scope);
  }

  #shelf<T>(name: string, dispose?: (value: T) => void): ResultShelf<T> {
    const shelf = this.#cache.shelf<T>(name, dispose);
    const keyOf = ({ key }: Sample, detail: string): string => `${this.#scope} ${key} ${detail}`;
    return {
      get: (sample, detail = '') => shelf.get(keyOf(sample, detail)),
      set: (sample, value, bytes, detail = '') =>
        shelf.set(keyOf(sample, detail), value, {
          bytes,
          subjects: [this.#model, this.#scope, sample.image],
        }),
    };
  }
}
