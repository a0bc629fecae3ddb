import type { DraftBox } from '../draft-box.js';

/** A box that somebody dealt with, and its place among the others of its image. */
export interface HeldBox {
  readonly box: DraftBox;
  readonly order: number;
}

/** One box before and after a step; undefined: it was not held. */
export interface HeldChange {
  readonly id: string;
  readonly before?: HeldBox;
  readonly after?: HeldBox;
}

export function applyHeldChanges(
  held: readonly HeldBox[],
  changes: readonly HeldChange[],
): readonly HeldBox[] {
  const touched = new Set(changes.map(({ id }) => id));
  const untouched = held.filter(({ box }) => !touched.has(box.id));
  const after = changes.flatMap((change) => change.after ?? []);
  return [...untouched, ...after].sort(inOrder);
}

/** Two tabs may have given the same number; the id then decides, in both alike. */
function inOrder(a: HeldBox, b: HeldBox): number {
  return a.order - b.order || (a.box.id < b.box.id ? -1 : 1);
}
