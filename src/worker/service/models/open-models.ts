import type { ModelSource } from '../../../models/model-source.js';
import { Lease } from './lease.js';
import { openModel, type OpenContext, type OpenModel } from './open-model.js';

interface Entry {
  readonly model: OpenModel;
  readonly lease: Lease<OpenModel>;
  users: number;
}

/** One client's share in a model. */
export interface ModelUse {
  readonly value: OpenModel;
  /** The model outlives its clients until the work is done. */
  hold<T>(work: (model: OpenModel) => Promise<T>): Promise<T>;
  /** To be called once. */
  release(): void;
}

/** Models by their source, each open once however many clients use it. */
export class OpenModels {
  readonly #entries = new Map<string, Entry>();
  #last: Promise<unknown> = Promise.resolve();

  /** Opens wait for each other: two clients that want the same model at once get the same one. */
  open(source: ModelSource, context: OpenContext): Promise<ModelUse> {
    const opened = this.#last.then(() => this.#open(source, context));
    this.#last = opened.catch(() => undefined);
    return opened;
  }

  async #open(source: ModelSource, context: OpenContext): Promise<ModelUse> {
    context.job.check();
    const key = JSON.stringify([source.id ?? '', source.card]);
    const shared = source.id === undefined ? undefined : this.#entries.get(key);
    const entry = shared ?? (await this.#create(source, context));
    entry.users += 1;
    if (source.id !== undefined) this.#entries.set(key, entry);
    return {
      value: entry.model,
      hold: (work) => entry.lease.use(work),
      release: () => {
        entry.users -= 1;
        if (entry.users > 0) return;
        this.#entries.delete(key);
        entry.lease.retire();
      },
    };
  }

  async #create(source: ModelSource, context: OpenContext): Promise<Entry> {
    const model = await openModel(source, context);
    try {
      await model.warmUp();
      context.job.check();
    } catch (thrown) {
      model.release();
      throw thrown;
    }
    return { model, lease: new Lease(model, (owned) => owned.release()), users: 0 };
  }
}
