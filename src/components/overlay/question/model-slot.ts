import { untilAborted } from '../../../async/until-aborted.js';
import { throwIfAborted } from '../../../errors.js';
import type { GivenCard } from '../../../models/model-card.js';
import type { ModelHandle } from '../../../worker/client/held.js';
import { SaliencyClient, type ClientOptions } from '../../../worker/client/saliency-client.js';
import type { ModelInfo } from '../../../worker/model-info.js';
import type { Progress } from '../../../worker/progress.js';
import { modelSource, type ModelReference } from './model-source.js';

/** A model as the page names it, and where it runs. */
export interface WantedModel {
  readonly model: ModelReference;
  readonly card: GivenCard;
  readonly client: ClientOptions;
}

/** A model that can be asked about. */
export interface UsableModel {
  readonly client: SaliencyClient;
  readonly handle: ModelHandle;
}

interface Opening {
  readonly stop: AbortController;
  readonly done: Promise<void>;
}

export interface ModelSlotHost {
  opened(info: ModelInfo): void;
  progressed(progress: Progress): void;
}

/** Which model the element asks, and the client through which it does. */
export class ModelSlot {
  /** Of the model that was opened last. */
  info: ModelInfo | undefined;
  readonly #host: ModelSlotHost;
  #clientKey = '';
  #client: SaliencyClient | undefined;
  #wanted: WantedModel | undefined;
  #handle: ModelHandle | undefined;
  #opening: Opening | undefined;
  #isOpen = false;

  constructor(host: ModelSlotHost) {
    this.#host = host;
  }

  isOpen(wanted: WantedModel): boolean {
    return this.#isOpen && this.#isSame(wanted);
  }

  /**
   * Opens the model, which takes the place of another; a question that is given up while others wait for the same model does
   * not end its download.
   *
   * @throws SaliencyError as `SaliencyClient.open`
   */
  async open(wanted: WantedModel, signal: AbortSignal): Promise<UsableModel> {
    throwIfAborted(signal);
    const usable = this.#select(wanted);
    if (this.#isOpen) return usable;
    const opening = (this.#opening ??= this.#open(usable));
    try {
      await untilAborted(opening.done, signal);
      return usable;
    } finally {
      if (this.#opening === opening && (this.#isOpen || !signal.aborted)) this.#opening = undefined;
    }
  }

  /** Ends the opening that is under way. */
  cancel(): void {
    this.#opening?.stop.abort();
    this.#opening = undefined;
  }

  /** Gives everything back; the next question opens the model again. */
  release(): void {
    this.cancel();
    this.#client?.dispose();
    this.#client = undefined;
    this.#handle = undefined;
    this.#wanted = undefined;
    this.#isOpen = false;
  }

  #isSame({ model, card, client }: WantedModel): boolean {
    const { model: same, card: known } = this.#wanted ?? {};
    return model === same && card === known && JSON.stringify(client) === this.#clientKey;
  }

  #select(wanted: WantedModel): UsableModel {
    if (!this.#client || !this.#handle || !this.#isSame(wanted)) {
      const source = modelSource(wanted.model, wanted.card);
      const before = this.#handle;
      this.cancel();
      this.#client = this.#clientFor(wanted.client);
      this.#handle = this.#client.model(source);
      this.#wanted = wanted;
      this.#isOpen = false;
      before?.release();
    }
    return { client: this.#client, handle: this.#handle };
  }

  #clientFor(options: ClientOptions): SaliencyClient {
    const key = JSON.stringify(options);
    if (this.#client && key === this.#clientKey) return this.#client;
    // The new one first: a worker that both share lives on.
    const client = new SaliencyClient(options);
    this.#client?.dispose();
    this.#clientKey = key;
    return client;
  }

  #open({ client, handle }: UsableModel): Opening {
    const stop = new AbortController();
    const { signal } = stop;
    const open = async (): Promise<void> => {
      const info = await client.open(handle, {
        signal,
        onProgress: (progress) => this.#host.progressed(progress),
      });
      throwIfAborted(signal);
      this.info = info;
      this.#isOpen = true;
      this.#host.opened(info);
    };
    const done = open();
    // Whoever waits for it hears of its failure; nobody may be left.
    done.catch(() => undefined);
    return { stop, done };
  }
}
