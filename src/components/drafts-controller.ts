import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { boxesFromMap, type BoxOptions } from '../drafts/boxes-from-map.js';
import type { DraftBox } from '../drafts/draft-box.js';
import { DraftStore } from '../drafts/draft-store.js';
import { clipRectangle } from '../drafts/rectangle.js';
import type { Explanation, Rectangle } from '../worker/protocol.js';
import {
  SaliencyAcceptEvent,
  SaliencyDraftChangeEvent,
  SaliencyRejectEvent,
  SaliencySelectEvent,
} from './events.js';
import type { Size } from './placement.js';

/** Settings of `boxesFromMap` that a caller may choose; the rest follows from the explanation. */
export type ToBoxesOptions = Partial<
  Pick<BoxOptions, 'threshold' | 'scoring' | 'minArea' | 'maxBoxes' | 'edge' | 'valley' | 'label'>
>;

/** Images whose boxes are remembered; the one left longest ago goes first. */
const MAX_IMAGES = 500;
const MIN_SIDE = 1;

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
export class DraftsController implements ReactiveController {
  readonly #host: ReactiveControllerHost & EventTarget;
  readonly #stores = new Map<string, DraftStore>();
  #store = new DraftStore();
  #unsubscribe: (() => void) | undefined;
  #selected: string | undefined;
  #image: Size = { width: 0, height: 0 };

  constructor(host: ReactiveControllerHost & EventTarget) {
    this.#host = host;
    host.addController(this);
    this.#follow(this.#store);
  }

  hostConnected(): void {
    // Nothing to start: stores live as long as the element.
  }

  get boxes(): readonly DraftBox[] {
    return this.#store.boxes;
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
    const store = this.#stores.get(key) ?? new DraftStore();
    if (key) {
      this.#stores.delete(key);
      this.#stores.set(key, store);
    }
    const [oldest] = this.#stores.keys();
    if (this.#stores.size > MAX_IMAGES) this.#stores.delete(oldest);
    if (store === this.#store) return;
    this.#store = store;
    this.#follow(store);
    this.select(undefined);
    this.#changed();
  }

  /** Replaces the machine's drafts by those of a map. */
  propose(explanation: Explanation, model: string, options: ToBoxesOptions): void {
    this.#image = { width: explanation.imageWidth, height: explanation.imageHeight };
    this.#store.setDrafts(boxesOf(explanation, model, options));
  }

  withdraw(): void {
    this.#store.setDrafts([]);
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

  /** Moves or resizes a box; it stays inside the image and at least a pixel wide. */
  place(id: string, rect: Rectangle): void {
    this.#store.resize(id, this.#inside(rect));
  }

  add(rect: Rectangle, label: string): void {
    const box = this.#store.add({ ...this.#inside(rect), label });
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

  #inside(rect: Rectangle): Rectangle {
    if (this.#image.width === 0) return rect;
    const { x, y, width, height } = clipRectangle(rect, this.#image);
    return { x, y, width: Math.max(MIN_SIDE, width), height: Math.max(MIN_SIDE, height) };
  }

  #candidates(id: string | 'all', status: DraftBox['status']): readonly DraftBox[] {
    if (id === 'all') return this.boxes.filter((box) => box.status === 'draft');
    return this.boxes.filter((box) => box.id === id && box.status !== status);
  }

  #follow(store: DraftStore): void {
    this.#unsubscribe?.();
    this.#unsubscribe = store.subscribe(() => this.#changed());
  }

  #changed(): void {
    if (this.#selected !== undefined && this.selected?.status === undefined) this.select(undefined);
    this.#host.dispatchEvent(new SaliencyDraftChangeEvent(this.boxes));
    this.#host.requestUpdate();
  }
}
