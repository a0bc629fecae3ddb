import { SaliencyError, throwIfAborted } from '../../../errors.js';
import type { ModelSource } from '../../../models/model-source.js';
import type { ByteCache, CacheShelf } from '../cache/byte-cache.js';
import { Lease } from '../cache/lease.js';
import type { Work } from '../jobs/job.js';
import { SharedWork } from '../jobs/shared-work.js';
import type { Backend } from '../ort/backend.js';
import { deriveModel } from './derive-model.js';
import { findModelFiles, type FoundModel } from './model-files.js';
import type { OpenModel } from './open-model.js';

/** For a model's graphs as data beside what they print to: nodes, shapes, small constants. */
const GRAPH_OVERHEAD = 2 ** 20;

let models = 0;

/**
 * Models by the keys that requests name them by. What a key stands for is known once its file was read: two keys with
 * the same bytes and the same card share one model.
 */
export class OpenModels {
  readonly #cache: ByteCache;
  readonly #backend: (work: Work) => Promise<Backend>;
  readonly #shelf: CacheShelf<Lease<OpenModel>>;
  readonly #sources = new Map<string, ModelSource>();
  /** Contents and card by key. */
  readonly #identities = new Map<string, string>();
  readonly #finding = new SharedWork<Lease<OpenModel>>();
  readonly #deriving = new SharedWork<Lease<OpenModel>>();

  constructor(cache: ByteCache, backend: (work: Work) => Promise<Backend>) {
    this.#cache = cache;
    this.#backend = backend;
    this.#shelf = cache.shelf('models', (lease) => lease.retire());
  }

  take(key: string, source: ModelSource): void {
    this.#sources.set(key, source);
  }

  knows(key: string): boolean {
    return this.#sources.has(key);
  }

  /**
   * Works with the model under a key, which is opened first where it is not open, and stays open meanwhile.
   *
   * @throws SaliencyError `model-fetch`, `model-checksum`, `model-invalid`, `model-unsupported`, `no-adapter`, ...
   */
  async use<T>(key: string, work: Work, use: (model: OpenModel) => Promise<T>): Promise<T> {
    try {
      for (;;) {
        const lease =
          this.#opened(key) ?? (await this.#finding.join(key, work, (all) => this.#open(key, all)));
        if (!lease.isOver) return await lease.use(use);
      }
    } catch (thrown) {
      if (isGone(thrown)) this.#close(key);
      throw thrown;
    }
  }

  forget(key: string): void {
    this.#sources.delete(key);
    const identity = this.#identities.get(key);
    this.#identities.delete(key);
    if (identity !== undefined && ![...this.#identities.values()].includes(identity))
      this.#cache.drop(identity);
  }

  #opened(key: string): Lease<OpenModel> | undefined {
    const identity = this.#identities.get(key);
    return identity === undefined ? undefined : this.#shelf.get(identity);
  }

  async #open(key: string, work: Work): Promise<Lease<OpenModel>> {
    const source = this.#sources.get(key);
    if (!source) throw new SaliencyError('internal', 'The model was given back before it was opened.');
    const found = await findModelFiles(source, work);
    const identity = JSON.stringify([found.contents, source.card]);
    const lease =
      this.#shelf.get(identity) ??
      (await this.#deriving.join(identity, work, (all) => this.#derive(identity, source, found, all)));
    if (this.#sources.has(key)) this.#identities.set(key, identity);
    else if (![...this.#identities.values()].includes(identity)) this.#cache.drop(identity);
    return lease;
  }

  async #derive(
    identity: string,
    source: ModelSource,
    found: FoundModel,
    work: Work,
  ): Promise<Lease<OpenModel>> {
    const id = `model-${++models}`;
    const model = await deriveModel(source, found, { id, cache: this.#cache, backend: this.#backend, work });
    try {
      await model.warmUp(work);
      throwIfAborted(work.signal);
    } catch (thrown) {
      model.release();
      throw thrown;
    }
    const lease = new Lease(model, (owned) => owned.release());
    const bytes = model.bytes + GRAPH_OVERHEAD;
    this.#shelf.set(identity, lease, { bytes, subjects: [identity] });
    return lease;
  }

  /** Somebody deleted the kept file under the open model: the next request fetches it anew. */
  #close(key: string): void {
    const identity = this.#identities.get(key);
    if (identity !== undefined) this.#cache.drop(identity);
    this.#identities.delete(key);
  }
}

function isGone(thrown: unknown): boolean {
  if (!(thrown instanceof SaliencyError)) return false;
  return (thrown.details as { reason?: unknown } | undefined)?.reason === 'gone';
}
