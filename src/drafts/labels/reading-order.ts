import type { DraftBox } from '../draft-box.js';

/** Boxes still in question or accepted, from top to bottom and left to right: the order of keys and lists. */
export function readingOrder(boxes: readonly DraftBox[]): readonly DraftBox[] {
  return boxes.filter((box) => box.status !== 'rejected').sort((a, b) => a.y - b.y || a.x - b.x);
}

/** The draft to go on to when `id` is dealt with: the next one, else the previous one. */
export function nextDraft(boxes: readonly DraftBox[], id: string): string | undefined {
  const shown = readingOrder(boxes);
  const at = shown.findIndex((box) => box.id === id);
  const rest = [...shown.slice(at + 1), ...shown.slice(0, Math.max(0, at)).reverse()];
  return rest.find((box) => box.status === 'draft')?.id;
}
