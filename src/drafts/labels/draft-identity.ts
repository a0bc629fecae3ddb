import { intersectionOverUnion } from '../../geometry/rectangle.js';
import type { DraftBox } from '../draft-box.js';
import { isSameData } from './same-data.js';

/** A machine draft this similar to a box that somebody has dealt with is the same object. */
const SAME_OBJECT = 0.5;

export function isSameObject(held: DraftBox, draft: DraftBox): boolean {
  if (held.id === draft.id) return true;
  return held.label === draft.label && intersectionOverUnion(held, draft) >= SAME_OBJECT;
}

/** Whether no box is of the draft's object. */
export function isFree(draft: DraftBox, boxes: readonly DraftBox[]): boolean {
  return !boxes.some((box) => isSameObject(box, draft));
}

/**
 * The boxes to hold of those that somebody gives: one that comes back as the machine proposed it stays the machine's,
 * and follows the threshold; unless it would then hide behind one of `among`.
 */
export function withoutProposed(
  boxes: readonly DraftBox[],
  machine: readonly DraftBox[],
  among: readonly DraftBox[],
): DraftBox[] {
  const staysProposed = (box: DraftBox): boolean =>
    machine.some((draft) => isSameData(draft, box)) &&
    isFree(
      box,
      among.filter((other) => other !== box),
    );
  return boxes.filter((box) => !staysProposed(box));
}

/** Gives each new draft the id of the old one that overlaps it most, where no other new draft has that id. */
export function inheritIds(old: readonly DraftBox[], drafts: readonly DraftBox[]): DraftBox[] {
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
