import type { DraftBox } from '../../../drafts/draft-box.js';
import type { GivenBox } from '../../../drafts/labels/given-boxes.js';
import type { ImageDescription } from '../../../drafts/image-description.js';
import { ImageLabels } from '../../../drafts/labels/image-labels.js';
import { cutInside, placeInside } from '../../../drafts/labels/keep-inside.js';
import type { LabelBook } from '../../../drafts/labels/label-book.js';
import type { LabelAuthor, LabelChange } from '../../../drafts/labels/label-change.js';
import { readingOrder } from '../../../drafts/labels/reading-order.js';
import type { ImageAnnotations } from '../../../formats/annotation-format.js';
import type { Rectangle } from '../../../geometry/rectangle.js';
import {
  SaliencyAcceptEvent,
  SaliencyDraftChangeEvent,
  SaliencyImageEvent,
  SaliencyRejectEvent,
  SaliencySelectEvent,
} from '../events.js';

export interface LabelHost {
  changed(): void;
  tell(event: Event): boolean;
}

type Command = (labels: ImageLabels) => void;

const NO_IMAGE: ImageDescription = { fileName: 'image', width: 0, height: 0 };

/** Label of a box that is drawn before anybody chose one. */
const NO_LABEL = 'object';

/**
 * The boxes of the image at hand, which of them is selected, and the events that tell the page. What is done before the
 * image is known is done to it as soon as it is.
 */
export class LabelDesk {
  readonly #host: LabelHost;
  #book: LabelBook;
  #labels = new ImageLabels('');
  #imageId: string | undefined;
  #pending: Command[] = [];
  #unsubscribe: () => void = () => undefined;
  #selected: string | undefined;

  constructor(host: LabelHost, book: LabelBook) {
    this.#host = host;
    this.#book = book;
  }

  get book(): LabelBook {
    return this.#book;
  }

  /** Undefined while the image is not known. */
  get imageId(): string | undefined {
    return this.#imageId;
  }

  /** All of them, rejected ones too. */
  get boxes(): readonly DraftBox[] {
    return this.#labels.boxes;
  }

  get labels(): ImageLabels {
    return this.#labels;
  }

  get selected(): DraftBox | undefined {
    return this.#selected === undefined ? undefined : this.#labels.get(this.#selected);
  }

  /** For exports: the image at hand, or every image of the book. */
  annotations(scope: 'image' | 'all'): readonly ImageAnnotations[] {
    const images = scope === 'all' ? this.#book.images() : [this.#labels];
    return images.map(({ description, boxes }) => ({ image: description ?? NO_IMAGE, boxes }));
  }

  /** Turns to another image, or to none that is known. */
  useImage(id: string | undefined): void {
    if (id === this.#imageId) return;
    this.#imageId = id;
    this.#labels = id === undefined ? new ImageLabels('') : this.#book.of(id);
    this.#unsubscribe();
    this.#unsubscribe = this.#labels.subscribe((change) => this.#changed(change));
    this.select(undefined);
    this.#host.changed();
    if (id === undefined) return;
    this.#host.tell(new SaliencyImageEvent(id, this.boxes));
    for (const command of this.#pending.splice(0)) command(this.#labels);
  }

  /** Turns to another book. What was decided of the image at hand comes along. */
  useBook(book: LabelBook): void {
    if (book === this.#book) return;
    const id = this.#imageId;
    const { held, description } = this.#labels;
    this.#book = book;
    if (id === undefined) return;
    const labels = book.of(id);
    const unknown = held.filter(({ box }) => !labels.getHeld(box.id)).map(({ box }) => box);
    if (description) labels.describe(description);
    labels.add(unknown, 'page');
    this.#imageId = undefined;
    this.useImage(id);
  }

  /** Lets go of the book's listeners, for an element that leaves the page. */
  pause(): void {
    this.#unsubscribe();
  }

  resume(): void {
    this.#unsubscribe();
    this.#unsubscribe = this.#labels.subscribe((change) => this.#changed(change));
  }

  propose(drafts: readonly DraftBox[]): void {
    if (this.#imageId !== undefined) this.#labels.propose(drafts);
  }

  /** @throws SaliencyError `bad-option` for boxes that are none */
  add(boxes: readonly GivenBox[], by: LabelAuthor): readonly DraftBox[] {
    const added = this.#labels.add(boxes, by);
    this.#repeat((labels) => labels.add(added, by));
    return added;
  }

  /** @throws SaliencyError `bad-option` for boxes that are none */
  set(boxes: readonly GivenBox[], by: LabelAuthor): void {
    this.#labels.set(boxes, by);
    const held = this.#labels.held.map(({ box }) => box);
    this.#pending = [];
    this.#repeat((labels) => labels.set(held, by));
  }

  /** A box that a person drew: it gets the label that they chose last, never that of the heatmap. */
  draw(rect: Rectangle, labels: readonly string[]): void {
    const label = this.#book.lastLabel ?? labels[0] ?? NO_LABEL;
    const [box] = this.add([{ ...this.#inside(rect), label }], 'person');
    this.select(box.id);
  }

  accept(id: string | 'all', by: LabelAuthor): void {
    const boxes = this.#candidates(id, 'accepted');
    if (boxes && !this.#host.tell(new SaliencyAcceptEvent(boxes, by))) return;
    this.#labels.accept(id, by);
  }

  reject(id: string | 'all', by: LabelAuthor): void {
    const boxes = this.#candidates(id, 'rejected');
    if (boxes && !this.#host.tell(new SaliencyRejectEvent(boxes, by))) return;
    this.#labels.reject(id, by);
  }

  /** Moves or resizes a box by its rectangle. */
  transform(id: string, change: (box: Rectangle) => Rectangle): void {
    const box = this.#labels.get(id);
    if (box) this.place(id, change({ x: box.x, y: box.y, width: box.width, height: box.height }));
  }

  /** Moves or resizes a box; it stays inside the image and at least a pixel wide. */
  place(id: string, rect: Rectangle): void {
    const box = this.#labels.get(id);
    const image = this.#labels.description;
    if (box) this.#labels.resize(id, image ? placeInside(box, rect, image) : rect, 'person');
  }

  select(id: string | undefined): void {
    if (id === this.#selected) return;
    this.#selected = id;
    this.#host.tell(new SaliencySelectEvent(id));
    this.#host.changed();
  }

  /** Selects the next or previous box; false past the ends, so that Tab can leave. */
  step(by: 1 | -1): boolean {
    const shown = readingOrder(this.boxes);
    const at = shown.findIndex((box) => box.id === this.#selected);
    const next = at < 0 ? (by > 0 ? 0 : shown.length - 1) : at + by;
    this.select(shown[next]?.id);
    return next >= 0 && next < shown.length;
  }

  #inside(rect: Rectangle): Rectangle {
    const { description } = this.#labels;
    return description ? cutInside(rect, description) : rect;
  }

  /** Once more, for the image whose labels these will have been. */
  #repeat(command: Command): void {
    if (this.#imageId === undefined) this.#pending.push(command);
  }

  /** What is about to be decided; undefined: nothing, or nothing that there is. */
  #candidates(id: string | 'all', status: DraftBox['status']): readonly DraftBox[] | undefined {
    const found =
      id === 'all'
        ? this.boxes.filter((box) => box.status === 'draft')
        : this.boxes.filter((box) => box.id === id && box.status !== status);
    return found.length > 0 ? found : undefined;
  }

  #changed(change: LabelChange): void {
    if (this.#selected !== undefined && !this.selected) this.select(undefined);
    this.#host.changed();
    if (this.#imageId !== undefined)
      this.#host.tell(new SaliencyDraftChangeEvent(this.boxes, this.#imageId, change));
  }
}
