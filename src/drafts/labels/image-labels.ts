import { SaliencyError } from '../../errors.js';
import type { Rectangle } from '../../geometry/rectangle.js';
import { boxDifference } from './box-difference.js';
import type { DraftBox, DraftStatus } from '../draft-box.js';
import { inheritIds, isFree, isSameObject, withoutProposed } from './draft-identity.js';
import { readGivenBoxes, readLabel, readRectangle, type GivenBox } from './given-boxes.js';
import { applyHeldChanges, type HeldBox, type HeldChange } from './held-box.js';
import type { ImageDescription } from '../image-description.js';
import type { LabelAuthor, LabelChange, LabelChangeKind, LabelMerge } from './label-change.js';
import { LabelHistory, type LabelStep } from './label-history.js';
import type { LabelOwner } from './label-owner.js';
import { nextOrder } from './next-order.js';
import { randomId } from './random-id.js';
import { isSameData } from './same-data.js';

export type LabelListener = (change: LabelChange) => void;

const NONE: readonly never[] = [];

/**
 * The boxes of one image. Two kinds make it up: boxes that somebody has dealt with (accepted, rejected, moved,
 * relabelled, drawn, given by the page) are held, and only people and the page change them; machine drafts are
 * replaced by every new proposal. A machine draft for an object that somebody has dealt with stays hidden.
 *
 * Undo and redo cover what was decided and edited here and what a person drew. They never touch machine drafts, nor
 * what the page or another tab brought in. Fields are made when they are needed: a book holds thousands of these.
 */
export class ImageLabels {
  readonly id: string;
  readonly #owner: LabelOwner<ImageLabels> | undefined;
  #held: readonly HeldBox[] = NONE;
  #machine: readonly DraftBox[] = NONE;
  #boxes: readonly DraftBox[] | undefined;
  #history: LabelHistory | undefined;
  #listeners: Set<LabelListener> | undefined;
  #description: ImageDescription | undefined;
  #seen = nextOrder();
  #isSet = false;

  constructor(id: string, owner?: LabelOwner<ImageLabels>) {
    this.id = id;
    this.#owner = owner;
  }

  /** All boxes, rejected ones too: the held ones in the order in which they came to be held, then machine drafts. */
  get boxes(): readonly DraftBox[] {
    if (this.#boxes) return this.#boxes;
    const held = this.#held.map(({ box }) => box);
    this.#boxes = [...held, ...this.#machine.filter((draft) => isFree(draft, held))];
    return this.#boxes;
  }

  /** Those that somebody has dealt with. */
  get held(): readonly HeldBox[] {
    return this.#held;
  }

  get description(): ImageDescription | undefined {
    return this.#description;
  }

  /** Orders the images of a book, over sessions. */
  get seen(): number {
    return this.#seen;
  }

  /** Whether `set` said what there is: nothing that was kept earlier belongs to it. */
  get isSet(): boolean {
    return this.#isSet;
  }

  get canUndo(): boolean {
    return this.#history?.canUndo ?? false;
  }

  get canRedo(): boolean {
    return this.#history?.canRedo ?? false;
  }

  get(id: string): DraftBox | undefined {
    return this.boxes.find((box) => box.id === id);
  }

  getHeld(id: string): HeldBox | undefined {
    return this.#held.find(({ box }) => box.id === id);
  }

  /** Calls `listener` after every change, until the returned function is called. */
  subscribe(listener: LabelListener): () => void {
    const listeners = (this.#listeners ??= new Set());
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  describe(description: ImageDescription): void {
    if (isSameData(this.#description, description)) return;
    this.#description = description;
    this.#owner?.described(this);
  }

  /** Replaces the machine drafts. A draft keeps the id of the machine draft it resembles. */
  propose(drafts: readonly DraftBox[]): void {
    const proposed = inheritIds(this.#machine, drafts);
    if (isSameData(this.#machine, proposed)) return;
    const before = this.boxes;
    this.#machine = proposed;
    this.#boxes = undefined;
    this.#publish('drafts', 'machine', before, []);
  }

  /**
   * Adds boxes; one whose id is there already takes that box's place. A step of the history where a person draws them.
   *
   * @throws SaliencyError `bad-option`, before anything is added.
   */
  add(given: readonly GivenBox[], by: LabelAuthor): readonly DraftBox[] {
    const boxes = this.#read(given, by);
    const last = boxes.at(-1);
    if (by === 'person' && last) this.#owner?.chosen(last.label);
    const others = this.#held.map(({ box }) => box);
    this.#hold('add', by, withoutProposed(boxes, this.#machine, [...others, ...boxes]), by === 'person');
    return boxes;
  }

  /**
   * Replaces all that is held, and ends the history: it restores what was kept elsewhere. Boxes that are there already
   * change nothing, so that a page may give back what it was told.
   *
   * @throws SaliencyError `bad-option`, before anything is replaced.
   */
  set(given: readonly GivenBox[], by: LabelAuthor): void {
    const read = this.#read(given, by);
    const boxes = withoutProposed(read, this.#machine, read);
    this.#isSet = true;
    const held = this.#held.map(({ box }) => box);
    if (isSameData(held, boxes)) return;
    this.#history = undefined;
    const after = boxes.map((box) => ({ id: box.id, after: { box, order: nextOrder() } }));
    const ids = new Set(boxes.map(({ id }) => id));
    const gone = held.filter(({ id }) => !ids.has(id)).map(({ id }) => ({ id }));
    this.#change('set', by, [...gone, ...after]);
  }

  /** Moves or resizes a box; its polygon no longer fits and goes. */
  resize(id: string, rect: Rectangle, by: LabelAuthor): DraftBox {
    const box = this.#require(id);
    const { x, y, width, height } = box;
    const moved = readRectangle(rect);
    if (isSameData({ x, y, width, height }, moved)) return box;
    const { polygon: _outdated, ...rest } = box;
    return this.#edit('edit', { ...rest, ...moved }, by);
  }

  relabel(id: string, label: string, by: LabelAuthor): DraftBox {
    const box = this.#require(id);
    readLabel(label);
    if (by === 'person') this.#owner?.chosen(label);
    return box.label === label ? box : this.#edit('relabel', { ...box, label }, by);
  }

  /** @returns the boxes accepted by this call; 'all' takes the drafts, not what was rejected. */
  accept(id: string | 'all', by: LabelAuthor): readonly DraftBox[] {
    return this.#decide('accept', 'accepted', id, by);
  }

  /** @returns the boxes rejected by this call; 'all' takes the drafts, not what was accepted. */
  reject(id: string | 'all', by: LabelAuthor): readonly DraftBox[] {
    return this.#decide('reject', 'rejected', id, by);
  }

  /**
   * Takes a decision back: the box is a draft again. One that nobody edited follows the threshold again, where the
   * machine still proposes it.
   */
  restore(id: string, by: LabelAuthor): readonly DraftBox[] {
    const box = this.#require(id);
    if (box.status === 'draft') return [];
    const others = this.#held.filter((held) => held.box.id !== id).map((held) => held.box);
    const proposed = this.#machine.find((draft) => isSameObject(box, draft) && isFree(draft, others));
    if (!proposed || box.provenance.edited) return this.#decide('restore', 'draft', id, by);
    this.#change('restore', by, [{ id }], true);
    return [proposed];
  }

  /**
   * Deletes a box. One that the machine proposed is remembered as rejected, since the next threshold would bring it
   * back; one that was drawn is gone.
   */
  remove(id: string, by: LabelAuthor): void {
    const box = this.#require(id);
    if (box.provenance.method === 'manual') this.#change('remove', by, [{ id }], true);
    else this.#hold('remove', by, [{ ...box, status: 'rejected' }], true);
  }

  undo(by: LabelAuthor): boolean {
    return this.#travel('undo', by, () => this.#history?.back());
  }

  redo(by: LabelAuthor): boolean {
    return this.#travel('redo', by, () => this.#history?.forth());
  }

  /** Takes over what became of boxes elsewhere. No step of the history. */
  merge({ boxes = [], removed = [], description, seen }: LabelMerge): void {
    this.#description = description ?? this.#description;
    this.#seen = Math.min(seen ?? this.#seen, this.#seen);
    const arrived = boxes.map((after) => ({ id: after.box.id, after }));
    this.#change('merge', 'tab', [...removed.map((id) => ({ id })), ...arrived]);
  }

  #read(given: readonly GivenBox[], by: LabelAuthor): DraftBox[] {
    return readGivenBoxes(given, () => randomId(by === 'person' ? 'drawn' : 'given'));
  }

  #edit(kind: LabelChangeKind, box: DraftBox, by: LabelAuthor): DraftBox {
    const edited = { ...box, provenance: { ...box.provenance, edited: true } };
    this.#hold(kind, by, [edited], true);
    return edited;
  }

  #decide(
    kind: LabelChangeKind,
    status: DraftStatus,
    id: string | 'all',
    by: LabelAuthor,
  ): readonly DraftBox[] {
    const chosen = id === 'all' ? this.boxes.filter((box) => box.status === 'draft') : [this.#require(id)];
    const decided = chosen.filter((box) => box.status !== status).map((box) => ({ ...box, status }));
    this.#hold(kind, by, decided, true);
    return decided;
  }

  /** A box that is held already keeps its place. */
  #hold(kind: LabelChangeKind, by: LabelAuthor, boxes: readonly DraftBox[], isStep: boolean): void {
    const changes = boxes.map((box) => {
      const order = this.getHeld(box.id)?.order ?? nextOrder();
      return { id: box.id, after: { box, order } };
    });
    this.#change(kind, by, changes, isStep);
  }

  /** A step that would change nothing, since somebody else did the same, is passed over. */
  #travel(kind: 'undo' | 'redo', by: LabelAuthor, next: () => LabelStep | undefined): boolean {
    for (let step = next(); step; step = next()) {
      if (this.#change(kind, by, step)) return true;
    }
    return false;
  }

  /** Whether anything really changed; else nobody is told. */
  #change(
    kind: LabelChangeKind,
    by: LabelAuthor,
    wanted: readonly Omit<HeldChange, 'before'>[],
    isStep = false,
  ): boolean {
    const changes = wanted
      .map(({ id, after }) => ({ id, before: this.getHeld(id), after }))
      .filter(({ before, after }) => !isSameData(before, after));
    if (changes.length === 0) return false;
    const before = this.boxes;
    if (isStep) (this.#history ??= new LabelHistory()).record(changes);
    this.#held = applyHeldChanges(this.#held, changes);
    this.#boxes = undefined;
    const ids = changes.map(({ id }) => id);
    if (kind !== 'merge') this.#owner?.heldChanged(this, ids);
    this.#publish(kind, by, before, ids);
    return true;
  }

  #publish(
    kind: LabelChangeKind,
    by: LabelAuthor,
    before: readonly DraftBox[],
    ids: readonly string[],
  ): void {
    const { boxes, removed } = boxDifference(before, this.boxes, ids);
    if (boxes.length === 0 && removed.length === 0) return;
    const change = { image: this.id, kind, by, boxes, removed };
    this.#owner?.changed(this, change);
    for (const listener of [...(this.#listeners ?? NONE)]) listener(change);
  }

  #require(id: string): DraftBox {
    const box = this.get(id);
    if (box) return box;
    throw new SaliencyError(
      'bad-option',
      `There is no box "${id}"; take an id from the boxes of this image.`,
    );
  }
}
