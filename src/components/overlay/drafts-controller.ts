import type { ReactiveControllerHost } from 'lit';
import { boxesFromMap, type BoxOptions } from '../../drafts/boxes-from-map.js';
import type { DraftBox } from '../../drafts/draft-box.js';
import { DraftStore } from '../../drafts/draft-store.js';
import { clipRectangle } from '../../geometry/rectangle.js';
import type { AnnotatedImage, ImageAnnotations } from '../../formats/annotation-format.js';
import type { Rectangle } from '../../geometry/rectangle.js';
import type { Explanation } from '../../worker/explanation.js';
import {
  SaliencyAcceptEvent,
  SaliencyDraftChangeEvent,
  SaliencyRejectEvent,
  SaliencySelectEvent,
} from './events.js';

/** Settings of `boxesFromMap` that a caller may choose; the rest follows from the explanation. */
export type ToBoxesOptions = Partial<
  Pick<BoxOptions, 'threshold' | 'scoring' | 'minArea' | 'maxBoxes' | 'edge' | 'valley' | 'label'>
>;

/** Images whose boxes are remembered; the one left longest ago goes first. */
const MAX_IMAGES = 500;
/** Pixels of the image. */
const MIN_SIDE = 1;
const SAME_SIZE = 0.01;
const NO_IMAGE: AnnotatedImage = { fileName: 'image', width: 0, height: 0 };

interface ImageDrafts {
  image: AnnotatedImage;
  readonly store: DraftStore;
}

export function boxesOf(explanation: Explanation, model: string, options: ToBoxesOptions = {}): DraftBox[] {
  const { map: data, mapWidth, mapHeight, mapRect, imageWidth, imageHeight } = explanation;
  const { label, method, layer, score } = explanation;
  return boxesFromMap(
    { data, width: mapWidth, height: mapHeight },
    {
      label,
      ...options,
      rect: mapRect,
      image: { width: imageWidth, height: imageHeight },
      confidence: score >= 0 && score <= 1 ? score : 1,
      provenance: { model, method, layer },
    },
  );
}

/** The boxes of the image at hand, which of them is selected, and the events that tell the page. */
export class DraftsController {
  readonly #host: ReactiveControllerHost & EventTarget;
  readonly #remembered = new Map<string, ImageDrafts>();
  #current: ImageDrafts = { image: NO_IMAGE, store: new DraftStore() };
  #unsubscribe: (() => void) | undefined;
  #selected: string | undefined;

  constructor(host: ReactiveControllerHost & EventTarget) {
    this.#host = host;
    this.#follow();
  }

  get #store(): DraftStore {
    return this.#current.store;
  }

  get boxes(): readonly DraftBox[] {
    return this.#store.boxes;
  }

  /** The boxes of every image that the element has shown, in the order in which they were last shown. */
  get everyImage(): readonly ImageAnnotations[] {
    return [...this.#remembered.values()].map(({ image, store }) => ({ image, boxes: store.boxes }));
  }

  get thisImage(): ImageAnnotations {
    return { image: this.#current.image, boxes: this.boxes };
  }

  /** Those still in question or accepted, in reading order: the order of keys and lists. */
  get shown(): readonly DraftBox[] {
    return this.boxes.filter((box) => box.status !== 'rejected').sort((a, b) => a.y - b.y || a.x - b.x);
  }

  get canUndo(): boolean {
    return this.#store.canUndo;
  }

  get canRedo(): boolean {
    return this.#store.canRedo;
  }

  get selected(): DraftBox | undefined {
    return this.#selected === undefined ? undefined : this.#store.get(this.#selected);
  }

  /** Changes to another image's boxes; one seen before has those it was left with. */
  useImage(key: string): void {
    const entry = this.#remembered.get(key) ?? { image: NO_IMAGE, store: new DraftStore() };
    this.#remembered.delete(key);
    if (key) this.#remembered.set(key, entry);
    const [oldest] = this.#remembered.keys();
    if (this.#remembered.size > MAX_IMAGES) this.#remembered.delete(oldest);
    if (entry === this.#current) return;
    this.#current = entry;
    this.#follow();
    this.select(undefined);
    this.#changed();
  }

  /** What exports say of the image; its size also bounds the boxes. */
  describe(image: AnnotatedImage): void {
    this.#current.image = image;
  }

  /** Replaces the machine's drafts by those of a map. */
  propose(explanation: Explanation, model: string, options: ToBoxesOptions): void {
    this.#store.setDrafts(boxesOf(explanation, model, options));
  }

  accept(id: string | 'all'): void {
    const boxes = this.#candidates(id, 'accepted');
    if (boxes.length === 0) return;
    if (this.#host.dispatchEvent(new SaliencyAcceptEvent(boxes))) this.#store.accept(id);
  }

  reject(id: string | 'all'): void {
    const boxes = this.#candidates(id, 'rejected');
    if (boxes.length === 0) return;
    if (this.#host.dispatchEvent(new SaliencyRejectEvent(boxes))) this.#store.reject(id);
  }

  undo(): boolean {
    return this.#store.undo();
  }

  redo(): boolean {
    return this.#store.redo();
  }

  relabel(id: string, label: string): void {
    if (this.#store.get(id)?.label !== label) this.#store.relabel(id, label);
  }

  /** Moves or resizes a box by its rectangle. */
  transform(id: string, change: (box: Rectangle) => Rectangle): void {
    const box = this.#store.get(id);
    if (box) this.place(id, change({ x: box.x, y: box.y, width: box.width, height: box.height }));
  }

  /** Moves or resizes a box; it stays inside the image and at least a pixel wide. */
  place(id: string, rect: Rectangle): void {
    const box = this.#store.get(id);
    if (!box) return;
    const moved = Math.hypot(rect.width - box.width, rect.height - box.height) < SAME_SIZE;
    this.#store.resize(id, moved ? this.#pushedInside(rect) : this.#cutInside(rect));
  }

  add(rect: Rectangle, label: string): void {
    const box = this.#store.add({ ...this.#cutInside(rect), label });
    this.select(box.id);
  }

  select(id: string | undefined): void {
    if (id === this.#selected) return;
    this.#selected = id;
    this.#host.dispatchEvent(new SaliencySelectEvent(id));
    this.#host.requestUpdate();
  }

  /** Selects the next or previous box; false past the ends, so that Tab can leave. */
  step(by: 1 | -1): boolean {
    const { shown } = this;
    const at = shown.findIndex((box) => box.id === this.#selected);
    const next = at < 0 ? (by > 0 ? 0 : shown.length - 1) : at + by;
    this.select(shown[next]?.id);
    return next >= 0 && next < shown.length;
  }

  /** The box to go on to when `id` is dealt with: the next draft, else the previous one. */
  after(id: string): string | undefined {
    const { shown } = this;
    const at = shown.findIndex((box) => box.id === id);
    const rest = [...shown.slice(at + 1), ...shown.slice(0, at).reverse()];
    return rest.find((box) => box.status === 'draft')?.id;
  }

  #cutInside(rect: Rectangle): Rectangle {
    const { image } = this.#current;
    const { x, y, width, height } = image.width === 0 ? rect : clipRectangle(rect, image);
    return { x, y, width: Math.max(MIN_SIDE, width), height: Math.max(MIN_SIDE, height) };
  }

  /** A box that is moved against an edge stops there and keeps its size. */
  #pushedInside({ x, y, width, height }: Rectangle): Rectangle {
    const { image } = this.#current;
    const within = (at: number, free: number): number => Math.max(0, Math.min(at, free));
    if (image.width === 0) return { x, y, width, height };
    return { x: within(x, image.width - width), y: within(y, image.height - height), width, height };
  }

  #candidates(id: string | 'all', status: DraftBox['status']): readonly DraftBox[] {
    if (id === 'all') return this.boxes.filter((box) => box.status === 'draft');
    return this.boxes.filter((box) => box.id === id && box.status !== status);
  }

  #follow(): void {
    this.#unsubscribe?.();
    this.#unsubscribe = this.#store.subscribe(() => this.#changed());
  }

  #changed(): void {
    if (this.#selected !== undefined && !this.selected) this.select(undefined);
    this.#host.dispatchEvent(new SaliencyDraftChangeEvent(this.boxes));
    this.#host.requestUpdate();
  }
}
