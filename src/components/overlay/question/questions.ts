import { abortedError, isAbortError, SaliencyError, throwIfAborted } from '../../../errors.js';
import type { ImageHandle } from '../../../worker/client/held.js';
import type { ImageSource } from '../../../worker/client/image-content.js';
import type { SaliencyClient } from '../../../worker/client/saliency-client.js';
import type { Explanation } from '../../../worker/explanation.js';
import type { FeatureMaps, FeatureMapsOptions } from '../../../worker/feature-maps.js';
import type { ModelInfo } from '../../../worker/model-info.js';
import type { Progress } from '../../../worker/progress.js';
import type { Asked, Asker } from './asked.js';
import {
  SaliencyErrorEvent,
  SaliencyProgressEvent,
  SaliencyReadyEvent,
  SaliencyResultEvent,
} from '../events.js';
import type { ImageSlot } from '../image/image-slot.js';
import { ModelSlot, type UsableModel } from './model-slot.js';
import { PendingQuestion } from './pending-question.js';
import type { Status } from './status.js';

export interface QuestionsHost {
  /** The record changed. */
  changed(): void;
  tell(event: Event): boolean;
  /** A question under way turned out to be about this {@link ImageSlot.subject}. */
  asksAbout(subject: string | undefined): void;
  /** A new explanation is there; the page is told next. */
  explained(): void;
}

const MODEL_PHASES = new Set<Progress['phase']>(['model', 'graphs', 'backend']);

/**
 * Milliseconds in which an answer may come before anything shows that it is awaited: a bar that flashes up says nothing,
 * and the frame that it is drawn in would keep the answer waiting.
 */
const UNSEEN = 100;

/** Why a question was stopped: only people who cancel are told of it. */
const SUPERSEDED = Symbol('superseded');

interface Answer {
  readonly explanation: Explanation;
  readonly asked: Asked;
  readonly picture: ImageSource;
}

interface HeldImage {
  readonly client: SaliencyClient;
  readonly content: string;
  readonly handle: ImageHandle;
}

/** The question under way and its answer: one at a time, the newest counts. */
export class Questions {
  progress: Progress | undefined;
  error: SaliencyError | undefined;

  readonly #host: QuestionsHost;
  readonly #image: ImageSlot;
  readonly #model: ModelSlot;
  #running: PendingQuestion | undefined;
  #phase: 'loading' | 'running' = 'loading';
  #pendingShow: ReturnType<typeof setTimeout> | undefined;
  #held: HeldImage | undefined;
  #answer: Answer | undefined;
  /** Content of the image that was shown last. */
  #shown: string | undefined;

  constructor(host: QuestionsHost, image: ImageSlot) {
    this.#host = host;
    this.#image = image;
    this.#model = new ModelSlot({
      opened: (info) => this.#host.tell(new SaliencyReadyEvent(info)),
      progressed: (progress) => this.#report(progress),
    });
  }

  get info(): ModelInfo | undefined {
    return this.#model.info;
  }

  /** Of the image that is shown; partial while a smoothed method refines it. */
  get explanation(): Explanation | undefined {
    const isShown = this.#answer && this.#answer.picture.content === this.#image.picture?.content;
    return isShown ? this.#answer?.explanation : undefined;
  }

  get status(): Status {
    if (this.#running) return this.#phase;
    if (this.error) return 'error';
    if (!this.explanation) return 'idle';
    return this.explanation.empty ? 'empty' : 'ready';
  }

  get busy(): boolean {
    return this.#running !== undefined;
  }

  get isPageAsking(): boolean {
    return this.#running?.asker === 'page';
  }

  /**
   * Answers; the same question asked again while it is under way gets the same answer, and any other one ends it.
   *
   * @throws SaliencyError `aborted` when it was cancelled or superseded, or as `SaliencyClient.explain`
   */
  ask(asker: Asker, asked: Asked, signal?: AbortSignal): Promise<Explanation> {
    if (signal?.aborted) {
      this.#tell(abortedError());
      return Promise.reject(abortedError());
    }
    const { version } = this.#image;
    if (this.#running?.isAbout(asked, version)) return this.#running.join(asker, signal);
    const before = this.#running;
    const pending = new PendingQuestion(asked, version, (own) => this.#run(own));
    this.#running = pending;
    // The new one first: what both wait for goes on.
    const answer = pending.join(asker, signal);
    before?.abort(SUPERSEDED);
    return answer;
  }

  cancel(): void {
    this.#running?.abort();
    this.#model.cancel();
  }

  /** Lets go of what belongs to another image than the one that is shown now. */
  imageChanged(): void {
    const content = this.#image.picture?.content;
    if (this.#running?.image !== undefined && this.#running.image !== content)
      this.#running.abort(SUPERSEDED);
    if (content === undefined || content === this.#shown) return;
    this.#shown = content;
    this.error = undefined;
    if (this.#held && this.#held.content !== content) this.#releaseImage();
    if (this.#answer && this.#answer.picture.content !== content) this.#answer = undefined;
  }

  /** The strongest feature maps for the image and the model of the last explanation. */
  async featureMaps(options: FeatureMapsOptions, signal: AbortSignal): Promise<FeatureMaps> {
    if (!this.#answer) throw abortedError();
    const { asked, picture } = this.#answer;
    const { client, handle } = await this.#model.open(asked, signal);
    const image = this.#hold(client, picture);
    return client.featureMaps({ model: handle, image, ...options }, { signal });
  }

  /** Shows and tells an error that no call of {@link ask} ended with. */
  report(error: SaliencyError): void {
    this.#fail(error, true);
  }

  /** Ends what the element asked by itself; returns whether there was something. What the page asked goes on. */
  giveUpOwn(): boolean {
    if (this.#running?.asker !== 'element') return false;
    const own = this.#running;
    this.#running = undefined;
    own.abort(SUPERSEDED);
    this.#changed();
    return true;
  }

  /** Gives the worker's memory back. What was explained stays. */
  release(): void {
    this.#releaseImage();
    this.#model.release();
  }

  async #run(pending: PendingQuestion): Promise<Explanation> {
    const { signal, asked } = pending;
    this.error = undefined;
    this.#moveTo(this.#model.isOpen(asked) ? 'running' : 'loading');
    try {
      const [usable, picture] = await Promise.all([this.#model.open(asked, signal), this.#picture(pending)]);
      throwIfAborted(signal);
      this.#moveTo('running');
      const explanation = await this.#explain(usable, picture, pending);
      throwIfAborted(signal);
      if (this.#running === pending) this.#succeed({ explanation, asked, picture });
      return explanation;
    } catch (thrown) {
      const error = SaliencyError.from(thrown);
      if (this.#running === pending) this.#fail(error, signal.reason !== SUPERSEDED);
      throw error;
    } finally {
      if (this.#running === pending) this.#running = undefined;
      this.#show();
    }
  }

  async #picture(pending: PendingQuestion): Promise<ImageSource> {
    try {
      const picture = await this.#image.ready(pending.signal);
      pending.image = picture.content;
      return picture;
    } finally {
      if (this.#running === pending) this.#host.asksAbout(this.#image.subject);
    }
  }

  #explain(
    { client, handle: model }: UsableModel,
    picture: ImageSource,
    pending: PendingQuestion,
  ): Promise<Explanation> {
    const image = this.#hold(client, picture);
    const { signal, asked } = pending;
    return client.explain(
      { model, image, ...asked.options },
      {
        signal,
        onProgress: (progress) => {
          if (this.#running !== pending) return;
          if (progress.partial) this.#answer = { explanation: progress.partial, asked, picture };
          this.#report(progress);
        },
      },
    );
  }

  #hold(client: SaliencyClient, picture: ImageSource): ImageHandle {
    if (this.#held?.client === client && this.#held.content === picture.content) return this.#held.handle;
    const handle = client.image(picture);
    this.#releaseImage();
    this.#held = { client, content: picture.content, handle };
    return handle;
  }

  #releaseImage(): void {
    this.#held?.handle.release();
    this.#held = undefined;
  }

  #report(progress: Progress): void {
    if (!this.#running || this.#running.signal.aborted) return;
    this.progress = progress;
    this.#moveTo(MODEL_PHASES.has(progress.phase) ? 'loading' : 'running');
    this.#host.tell(new SaliencyProgressEvent(progress));
  }

  #succeed(answer: Answer): void {
    this.#answer = answer;
    this.#running = undefined;
    this.#changed();
    this.#host.explained();
    this.#host.tell(new SaliencyResultEvent(answer.explanation));
  }

  #fail(error: SaliencyError, tell: boolean): void {
    this.#running = undefined;
    if (!isAbortError(error)) this.error = error;
    this.#changed();
    if (tell) this.#tell(error);
  }

  #tell(error: SaliencyError): void {
    this.#host.tell(new SaliencyErrorEvent(error));
  }

  #moveTo(phase: 'loading' | 'running'): void {
    this.#phase = phase;
    if (phase === 'loading' || !this.explanation || this.progress?.partial) this.#show();
    else this.#pendingShow ??= setTimeout(() => this.#show(), UNSEEN);
  }

  #changed(): void {
    if (!this.#running) this.progress = undefined;
    this.#show();
  }

  #show(): void {
    clearTimeout(this.#pendingShow);
    this.#pendingShow = undefined;
    this.#host.changed();
  }
}
