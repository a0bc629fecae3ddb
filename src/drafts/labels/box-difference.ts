import type { DraftBox } from '../draft-box.js';
import type { LabelChange } from './label-change.js';
import { isSameData } from './same-data.js';

/** What became other between two lists of boxes; `touched` ids count even where the box looks as before. */
export function boxDifference(
  before: readonly DraftBox[],
  after: readonly DraftBox[],
  touched: readonly string[],
): Pick<LabelChange, 'boxes' | 'removed'> {
  const old = new Map(before.map((box) => [box.id, box]));
  const now = new Set(after.map(({ id }) => id));
  return {
    boxes: after.filter((box) => touched.includes(box.id) || !isSameData(old.get(box.id), box)),
    removed: [...old.keys()].filter((id) => !now.has(id)),
  };
}
