import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { abortedError, isAbortError, SaliencyError, throwIfAborted } from '../../errors.js';
import type { GivenCard } from '../../models/model-card.js';
import type { Explanation, ExplainOptions } from '../../worker/explanation.js';
import type { FeatureMaps, FeatureMapsOptions } from '../../worker/feature-maps.js';
import type { ModelInfo } from '../../worker/model-info.js';
import type { Progress } from '../../worker/progress.js';
import { SaliencyClient, type ClientOptions } from '../../worker/client/worker-client.js';
import {
  SaliencyErrorEvent,
  SaliencyProgressEvent,
  SaliencyReadyEvent,
  SaliencyResultEvent,
} from './events.js';
import type { PictureElement } from '../stage/measure-target.js';
import { modelSource, type ModelReference } from './model-source.js';
import { PendingQuestion } from './pending-question.js';
import { readPicture } from './picture-source.js';
import { untilAborted } from '../../async/until-aborted.js';

/**
 * `idle`: nothing asked yet. `loading`: a model is on its way. `running`: the model runs. `ready`: a heatmap is
 * there. `empty`: the map is zero everywhere. `error`: the last request failed; the next one may succeed.
 */
export const STATUSES = ['idle', 'loading', 'running', 'ready', 'empty', 'error'] as const;
export type Status = (typeof STATUSES)[number];

/** Everything that one explanation depends on. */
export interface ExplainRequest {
  readonly target: PictureElement | undefined;
  /** Changes whenever the target shows other pixels. */
  readonly pixels: string;
  readonly model: ModelReference;
  readonly card: GivenCard;
  readonly client: ClientOptions;
  readonly options: ExplainOptions;
}

interface OpenModel {
  readonly model: ModelReference;
  readonly card: GivenCard;
}

interface Opening extends OpenModel {
  readonly stop: AbortController;
  readonly done: Promise<void>;
}

const MODEL_PHASES = new Set<Progress['phase']>(['model', 'graphs', 'backend']);

/** Why a request was stopped: only people who cancel are told of it. */
const SUPERSEDED = Symbol('superseded');

/**
 * Asks the worker, one question at a time: a newer question ends the older one, whose promise rejects with
 * `aborted`. Opens the model and sends the image only when they changed.
 */
export class ExplainController implements ReactiveController {
  status: Status = 'idle';
  progress: Progress | undefined;
  error: SaliencyError | undefined;
  explanation: Explanation | undefined;
  info: ModelInfo | undefined;

  readonly #host: ReactiveControllerHost & EventTarget;
  readonly #explained: () => void;
  #client: SaliencyClient | undefined;
  #clientKey = '';
  #running: PendingQuestion | undefined;
  #opened: OpenModel | undefined;
  #opening: Opening | undefined;
  #sentPixels: string | undefined;

  /** @param explained called with each new explanation before the page is told of it */
  constructor(host: ReactiveControllerHost & EventTarget, explained: () => void) {
    this.#host = host;
    this.#explained = explained;
    host.addController(this);
  }

  get busy(): boolean {
    return this.#running !== undefined;
  }

  hostDisconnected(): void {
    this.#running?.abort(SUPERSEDED);
    this.#running = undefined;
    this.#dropClient();
    this.#become(this.explanation ? 'ready' : 'idle');
  }

  cancel(): void {
    this.#running?.abort();
    this.#opening?.stop.abort();
    this.#opening = undefined;
  }

  /** Forgets the heatmap of an image that is no longer shown. */
  clear(): void {
    this.#running?.abort(SUPERSEDED);
    this.explanation = undefined;
    this.error = undefined;
    this.#become('idle');
  }

  /** Answers; the same question put again while it is under way gets the same answer. */
  explain(request: ExplainRequest, signal?: AbortSignal): Promise<Explanation> {
    if (signal?.aborted) {
      this.#tell(abortedError());
      return Promise.reject(abortedError());
    }
    if (this.#running?.isAbout(request)) return this.#running.join(signal);
    this.#running?.abort(SUPERSEDED);
    this.#running = new PendingQuestion(request, (pending) => this.#answer(request, pending));
    return this.#running.join(signal);
  }

  /** The strongest feature maps for the image and the model of the last explanation. */
  featureMaps(options: FeatureMapsOptions, signal: AbortSignal): Promise<FeatureMaps> {
    if (!this.#client) return Promise.reject(abortedError());
    return this.#client.featureMaps(options, { signal });
  }

  /** Shows and tells an error that no call of `explain` ended with. */
  report(error: SaliencyError): void {
    this.#fail(error, true);
  }

  async #answer(request: ExplainRequest, pending: PendingQuestion): Promise<Explanation> {
    const { signal } = pending;
    this.error = undefined;
    this.#become(this.#isOpen(request) ? 'running' : 'loading');
    try {
      const explanation = await this.#run(request, signal);
      throwIfAborted(signal);
      this.#succeed(explanation);
      return explanation;
    } catch (thrown) {
      const error = SaliencyError.from(thrown);
      if (this.#running === pending) this.#fail(error, signal.reason !== SUPERSEDED);
      throw error;
    } finally {
      if (this.#running === pending) this.#running = undefined;
      this.#host.requestUpdate();
    }
  }

  async #run(request: ExplainRequest, signal: AbortSignal): Promise<Explanation> {
    throwIfAborted(signal);
    if (!request.target) {
      throw new SaliencyError(
        'image-missing',
        'There is no image. Put an <img> inside the element, or name one with for="id" or the target property.',
      );
    }
    const client = this.#clientFor(request.client);
    await Promise.all([this.#open(client, request, signal), this.#send(client, request, signal)]);
    throwIfAborted(signal);
    this.#become('running');
    return client.explain(request.options, {
      signal,
      onProgress: (progress) => this.#report(progress, signal),
    });
  }

  /** A newer question about the same model does not start its download afresh. */
  async #open(client: SaliencyClient, request: ExplainRequest, signal: AbortSignal): Promise<void> {
    if (this.#isOpen(request)) return;
    if (!this.#opening || this.#opening.model !== request.model || this.#opening.card !== request.card) {
      this.#opening?.stop.abort();
      this.#opening = this.#startOpening(client, request);
    }
    const opening = this.#opening;
    try {
      await untilAborted(opening.done, signal);
    } finally {
      if (this.#opening === opening && !signal.aborted) this.#opening = undefined;
    }
  }

  #startOpening(client: SaliencyClient, { model, card }: ExplainRequest): Opening {
    const stop = new AbortController();
    const { signal } = stop;
    const open = async (): Promise<void> => {
      const info = await client.open(modelSource(model, card), {
        signal,
        onProgress: (progress) => this.#report(progress, signal),
      });
      throwIfAborted(signal);
      this.info = info;
      this.#opened = { model, card };
      this.#host.dispatchEvent(new SaliencyReadyEvent(info));
    };
    return { model, card, stop, done: open() };
  }

  async #send(
    client: SaliencyClient,
    { target, pixels }: ExplainRequest,
    signal: AbortSignal,
  ): Promise<void> {
    if (!target || pixels === this.#sentPixels) return;
    this.#sentPixels = undefined;
    let asker: AbortSignal | undefined = signal;
    // The client asks again after its worker had to be replaced, when nobody may cancel any more.
    await client.setImage(() => {
      const reading = readPicture(target, asker ?? new AbortController().signal);
      asker = undefined;
      return reading;
    });
    if (!signal.aborted) this.#sentPixels = pixels;
  }

  #isOpen({ model, card, client }: ExplainRequest): boolean {
    const same = this.#opened?.model === model && this.#opened.card === card;
    return same && this.#clientKey === JSON.stringify(client);
  }

  #clientFor(options: ClientOptions): SaliencyClient {
    const key = JSON.stringify(options);
    if (this.#client && key === this.#clientKey) return this.#client;
    this.#dropClient();
    this.#clientKey = key;
    this.#client = new SaliencyClient(options);
    return this.#client;
  }

  #dropClient(): void {
    this.#client?.dispose();
    this.#client = undefined;
    this.#opening?.stop.abort();
    this.#opening = undefined;
    this.#opened = undefined;
    this.#sentPixels = undefined;
  }

  #report(progress: Progress, signal: AbortSignal): void {
    if (signal.aborted) return;
    this.progress = progress;
    if (progress.partial) this.explanation = progress.partial;
    this.#become(MODEL_PHASES.has(progress.phase) ? 'loading' : 'running');
    this.#host.dispatchEvent(new SaliencyProgressEvent(progress));
  }

  #succeed(explanation: Explanation): void {
    this.explanation = explanation;
    this.#running = undefined;
    this.#become(explanation.empty ? 'empty' : 'ready');
    this.#explained();
    this.#host.dispatchEvent(new SaliencyResultEvent(explanation));
  }

  #fail(error: SaliencyError, tell: boolean): void {
    this.#running = undefined;
    if (!isAbortError(error)) this.error = error;
    this.#become(this.error ? 'error' : this.explanation ? 'ready' : 'idle');
    if (tell) this.#tell(error);
  }

  #tell(error: SaliencyError): void {
    this.#host.dispatchEvent(new SaliencyErrorEvent(error));
  }

  #become(status: Status): void {
    this.status = status;
    if (status !== 'loading' && status !== 'running') this.progress = undefined;
    this.#host.requestUpdate();
  }
}
