import { SaliencyError } from '../errors.js';
import type { DraftBox, DraftStatus } from './draft-box.js';
import { intersectionOverUnion, type Rectangle } from '../geometry/rectangle.js';

export type DraftChangeKind =
  'drafts' | 'add' | 'edit' | 'accept' | 'reject' | 'restore' | 'remove' | 'undo' | 'redo' | 'clear';

export interface DraftChange {
  readonly kind: DraftChangeKind;
  /** The boxes that the change touched, as they are after it (before it, for `remove`). */
  readonly boxes: readonly DraftBox[];
}

export type DraftListener = (change: DraftChange) => void;

/** A box that a person draws. */
export type NewBox = Rectangle & { readonly label: string };

/** A machine draft this similar to a box that a person has dealt with is the same object. */
const SAME_OBJECT = 0.5;

/**
 * The boxes of one image. Two kinds make it up: boxes that a person has dealt with (accepted, rejected, moved,
 * relabelled, drawn), which only a person changes, and machine drafts, which every new threshold replaces.
 * A machine draft for an object that a person has dealt with stays hidden.
 *
 * Undo and redo cover everything a person does, and never the machine drafts.
 */
export class DraftStore {
  #held: readonly DraftBox[] = [];
  #machine: readonly DraftBox[] = [];
  #boxes: readonly DraftBox[] = [];
  #past: (readonly DraftBox[])[] = [];
  #future: (readonly DraftBox[])[] = [];
  #drawn = 0;
  readonly #listeners = new Set<DraftListener>();

  /** All boxes, rejected ones too: those dealt with in the order in which that happened, then machine drafts. */
  get boxes(): readonly DraftBox[] {
    return this.#boxes;
  }

  get canUndo(): boolean {
    return this.#past.length > 0;
  }

  get canRedo(): boolean {
    return this.#future.length > 0;
  }

  get(id: string): DraftBox | undefined {
    return this.#boxes.find((box) => box.id === id);
  }

  /** Calls `listener` after every change, until the returned function is called. */
  subscribe(listener: DraftListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Replaces the machine drafts, for a new threshold, class or method. Not a step of the history. A draft keeps
   * the id of the machine draft it resembles.
   */
  setDrafts(drafts: readonly DraftBox[]): void {
    this.#machine = inheritIds(this.#machine, drafts);
    this.#publish('drafts', this.#machine);
  }

  /** Adds a box that a person drew: already accepted, with full score. */
  add(box: NewBox): DraftBox {
    const added: DraftBox = {
      ...box,
      id: this.#nextDrawnId(),
      score: 1,
      status: 'accepted',
      provenance: { model: '', method: 'manual', layer: '', threshold: 0, edited: true },
    };
    this.#hold('add', [added]);
    return added;
  }

  /** Moves or resizes a box; its polygon no longer fits and goes. */
  resize(id: string, { x, y, width, height }: Rectangle): DraftBox {
    return this.#edit(id, { x, y, width, height, polygon: undefined });
  }

  relabel(id: string, label: string): DraftBox {
    return this.#edit(id, { label });
  }

  /** @returns the boxes accepted by this call; 'all' takes the drafts, not what was rejected. */
  accept(id: string | 'all'): readonly DraftBox[] {
    return this.#decide('accept', 'accepted', id);
  }

  /** @returns the boxes rejected by this call; 'all' takes the drafts, not what was accepted. */
  reject(id: string | 'all'): readonly DraftBox[] {
    return this.#decide('reject', 'rejected', id);
  }

  /**
   * Takes a decision back: the box is a draft again. One that nobody edited follows the threshold again, where
   * the machine still proposes it.
   */
  restore(id: string): readonly DraftBox[] {
    const box = this.#require(id);
    const proposed = this.#machine.find((draft) => isSameObject(box, draft));
    if (box.status === 'draft') return [];
    if (!proposed || box.provenance.edited) return this.#decide('restore', 'draft', id);
    this.#record(this.#held.filter((held) => held.id !== id));
    this.#publish('restore', [proposed]);
    return [proposed];
  }

  /**
   * Deletes a box. One that the machine proposed is remembered as rejected, since the next threshold would
   * bring it back; one that a person drew is gone.
   */
  remove(id: string): void {
    const box = this.#require(id);
    if (box.provenance.method !== 'manual') {
      this.#hold('remove', [{ ...box, status: 'rejected' }]);
      return;
    }
    this.#record(this.#held.filter((held) => held.id !== id));
    this.#publish('remove', [box]);
  }

  undo(): boolean {
    return this.#travel('undo', this.#past, this.#future);
  }

  redo(): boolean {
    return this.#travel('redo', this.#future, this.#past);
  }

  /** Forgets everything, for another image. */
  clear(): void {
    this.#held = [];
    this.#machine = [];
    this.#past = [];
    this.#future = [];
    this.#publish('clear', []);
  }

  #edit(id: string, change: Partial<DraftBox>): DraftBox {
    const box = this.#require(id);
    const edited = { ...box, ...change, provenance: { ...box.provenance, edited: true } };
    this.#hold('edit', [edited]);
    return edited;
  }

  #decide(kind: DraftChangeKind, status: DraftStatus, id: string | 'all'): readonly DraftBox[] {
    const chosen = id === 'all' ? this.#boxes.filter((box) => box.status === 'draft') : [this.#require(id)];
    const decided = chosen.filter((box) => box.status !== status).map((box) => ({ ...box, status }));
    if (decided.length > 0) this.#hold(kind, decided);
    return decided;
  }

  /** Puts boxes among those that only a person changes, as one step of the history. */
  #hold(kind: DraftChangeKind, boxes: readonly DraftBox[]): void {
    const changed = new Map(boxes.map((box) => [box.id, box]));
    const kept = this.#held.map((box) => changed.get(box.id) ?? box);
    const known = new Set(kept.map((box) => box.id));
    this.#record([...kept, ...boxes.filter((box) => !known.has(box.id))]);
    this.#publish(kind, boxes);
  }

  #record(held: readonly DraftBox[]): void {
    this.#past.push(this.#held);
    this.#future = [];
    this.#held = held;
  }

  #travel(kind: 'undo' | 'redo', from: (readonly DraftBox[])[], to: (readonly DraftBox[])[]): boolean {
    const held = from.pop();
    if (!held) return false;
    to.push(this.#held);
    const before = new Set(this.#held);
    this.#held = held;
    this.#publish(
      kind,
      held.filter((box) => !before.has(box)),
    );
    return true;
  }

  #publish(kind: DraftChangeKind, boxes: readonly DraftBox[]): void {
    const free = this.#machine.filter((draft) => !this.#held.some((held) => isSameObject(held, draft)));
    this.#boxes = [...this.#held, ...free];
    for (const listener of [...this.#listeners]) listener({ kind, boxes });
  }

  #require(id: string): DraftBox {
    const box = this.get(id);
    if (box) return box;
    throw new SaliencyError('bad-option', `There is no box "${id}"; ids are those of the current drafts.`);
  }

  #nextDrawnId(): string {
    this.#drawn++;
    return `drawn-${this.#drawn}`;
  }
}

function isSameObject(held: DraftBox, draft: DraftBox): boolean {
  if (held.id === draft.id) return true;
  return held.label === draft.label && intersectionOverUnion(held, draft) >= SAME_OBJECT;
}

/** Gives each new draft the id of the old one that overlaps it most, where no other new draft has that id. */
function inheritIds(old: readonly DraftBox[], drafts: readonly DraftBox[]): DraftBox[] {
  const taken = new Set(drafts.map((draft) => draft.id));
  return drafts.map((draft) => {
    if (old.some((box) => box.id === draft.id)) return draft;
    const heirs = old.filter((box) => box.label === draft.label && !taken.has(box.id));
    const overlap = (box: DraftBox) => intersectionOverUnion(box, draft);
    const [best] = heirs.sort((a, b) => overlap(b) - overlap(a));
    if (!best || overlap(best) < SAME_OBJECT) return draft;
    taken.add(best.id);
    return { ...draft, id: best.id };
  });
}
