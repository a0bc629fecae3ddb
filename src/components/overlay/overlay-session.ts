import { SaliencyError } from '../../errors.js';
import type { ExplainOptions, Explanation } from '../../worker/explanation.js';
import type { Asked } from './question/asked.js';
import { keptBook } from './labels/kept-labels.js';
import { boxesOf, type ToBoxesOptions } from './labels/draft-boxes.js';
import { identityOf } from './question/identity-of.js';
import { ImageSlot, type ImageReference } from './image/image-slot.js';
import { LabelDesk } from './labels/label-desk.js';
import { modelTitle } from './question/model-source.js';
import { pageBook } from './labels/page-book.js';
import { describePicture, pictureSize } from './image/picture-facts.js';
import { Questions } from './question/questions.js';

/** What the page says, by properties and attributes. */
export interface OverlaySettings extends ImageReference {
  readonly asked: Asked;
  readonly imageName: string | undefined;
  readonly threshold: number;
  /** Name under which labels are kept; '' where they are not. */
  readonly keep: string;
  /** The element asks nothing by itself. */
  readonly isManual: boolean;
}

export interface SessionHost {
  settings(): OverlaySettings;
  /** Resolves when the settings hold everything that the page has set. */
  settled(): Promise<unknown>;
  changed(): void;
  tell(event: Event): boolean;
  /** Another image is shown than before; what was chosen for that one means nothing any more. */
  imageReplaced(): void;
}

/** What the element's own question depends on. */
interface Wish {
  readonly question: string;
  /** Content of the picture. */
  readonly image: string | undefined;
}

/**
 * An element that is moved, or made anew by a framework, comes back within moments; for one that does not, the worker
 * must not keep a model for ever. Milliseconds.
 */
const GRACE = 5000;

function wishOf({ model, card, client, options }: Asked, image: string | undefined): Wish {
  return {
    question: JSON.stringify([identityOf(model), identityOf(card), client, options]),
    image,
  };
}

/**
 * The record of one element: the image, the question with its answer, and the labels, each owned here once; what the
 * element shows is a function of it.
 */
export class OverlaySession {
  readonly image = new ImageSlot(() => this.#imageChanged());
  readonly questions: Questions;
  readonly labels: LabelDesk;
  readonly #host: SessionHost;
  /** What was asked last, by the page or by the element: asked once is enough. */
  #covered: Wish | undefined;
  /** Content of the picture that was shown last. */
  #shown: string | undefined;
  /** Calls of the page that wait for its settings. */
  #calls = 0;
  #isConnected = false;
  #hasLeft = false;
  #stopListening: () => void = () => undefined;
  #leaving: ReturnType<typeof setTimeout> | undefined;

  constructor(host: SessionHost) {
    this.#host = host;
    this.labels = new LabelDesk(host, pageBook);
    this.questions = new Questions(
      {
        tell: (event) => host.tell(event),
        changed: () => this.#questionChanged(),
        explained: () => this.#explained(),
        asksAbout: (content) => this.#cover(content),
      },
      this.image,
    );
  }

  connected(): void {
    clearTimeout(this.#leaving);
    this.#isConnected = true;
    if (this.#hasLeft) this.labels.resume();
    this.#hasLeft = false;
    this.keep();
    this.#host.changed();
  }

  disconnected(): void {
    this.#isConnected = false;
    clearTimeout(this.#leaving);
    this.#leaving = setTimeout(() => this.#leave(), GRACE);
  }

  /** Keeps the labels where the settings say. What cannot be written is told, and stays in memory. */
  keep(): void {
    const { keep } = this.#host.settings();
    this.#stopListening();
    const kept = keep === '' ? undefined : keptBook(keep);
    this.labels.useBook(kept?.book ?? pageBook);
    if (!kept) return;
    this.#stopListening = kept.onError((error) => this.questions.report(error));
    if (kept.failed) this.questions.report(kept.failed);
  }

  /** Looks at the image again; `isNew`: it may show other pixels although nothing else tells of it. */
  lookAtImage(isNew = false): void {
    if (this.#isConnected) this.image.follow(this.#host.settings(), isNew);
  }

  /** Asks what the settings ask for, unless it was asked, or the page is asking something itself. */
  askIfNew(): void {
    const { isManual, asked } = this.#host.settings();
    const image = this.image.picture?.content;
    if (!this.#isConnected || isManual || image === undefined) return;
    if (this.#calls > 0 || this.questions.isPageAsking) return;
    const wish = wishOf(asked, image);
    if (wish.question === this.#covered?.question && wish.image === this.#covered.image) return;
    this.#covered = wish;
    this.ask();
  }

  /** Asks what the settings ask for. Nobody waits for the answer: events and the panel tell of its failure. */
  ask(): void {
    this.questions.ask('element', this.#host.settings().asked).catch(() => undefined);
  }

  /** Answers the page; what was set before counts, and what it asks for is what is shown. */
  async explain(chosen: Partial<ExplainOptions>, signal: AbortSignal | undefined): Promise<Explanation> {
    this.#calls += 1;
    try {
      await this.#host.settled();
    } finally {
      this.#calls -= 1;
    }
    this.lookAtImage();
    const { asked } = this.#host.settings();
    this.#covered = wishOf(asked, this.image.picture?.content);
    return this.questions.ask('page', { ...asked, options: { ...asked.options, ...chosen } }, signal);
  }

  /** Somebody chose in the panel what to see: that goes before what the page is asking. */
  async personChose(): Promise<void> {
    await this.#host.settled();
    const { asked } = this.#host.settings();
    const wish = wishOf(asked, this.image.picture?.content);
    if (!this.questions.isPageAsking || wish.question === this.#covered?.question) return;
    this.#covered = wish;
    this.ask();
  }

  /** Drafts of what is explained, for the threshold that holds now. */
  propose(): void {
    const { explanation } = this.questions;
    if (!explanation) return;
    try {
      const { threshold } = this.#host.settings();
      this.labels.propose(boxesOf(explanation, this.modelName, { threshold }));
    } catch (thrown) {
      this.questions.report(SaliencyError.from(thrown));
    }
  }

  /** Boxes of the present heatmap; none where there is no heatmap. */
  boxesOf(options: ToBoxesOptions): ReturnType<typeof boxesOf> {
    const { explanation } = this.questions;
    if (!explanation) return [];
    const { threshold } = this.#host.settings();
    return boxesOf(explanation, this.modelName, { threshold, ...options });
  }

  get modelName(): string {
    const { asked } = this.#host.settings();
    return this.questions.info?.card.name ?? modelTitle(asked.model);
  }

  #imageChanged(): void {
    const content = this.image.picture?.content;
    const isReplaced = this.#shown !== undefined && content !== undefined && content !== this.#shown;
    this.#shown = content ?? this.#shown;
    if (isReplaced) this.#host.imageReplaced();
    this.questions.imageChanged();
    this.labels.useImage(this.image.id);
    this.#describe();
    this.#host.changed();
  }

  #explained(): void {
    this.#describe();
    this.propose();
  }

  #describe(): void {
    const { target, imageName } = this.#host.settings();
    if (!target || this.labels.imageId === undefined) return;
    const size = pictureSize(target, this.questions.explanation);
    if (size.width > 0) this.labels.labels.describe(describePicture(target, imageName, size));
  }

  #cover(image: string): void {
    if (this.questions.isPageAsking && this.#covered) this.#covered = { ...this.#covered, image };
  }

  #questionChanged(): void {
    if (this.#hasLeft && !this.questions.busy) this.questions.release();
    this.#host.changed();
  }

  /** What the element asked by itself is asked again when it comes back; what the page asked for is still answered. */
  #leave(): void {
    this.#hasLeft = true;
    this.labels.pause();
    this.#stopListening();
    if (this.questions.giveUpOwn()) this.#covered = undefined;
    if (!this.questions.busy) this.questions.release();
  }
}
