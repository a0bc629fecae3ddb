import type { ImageLabels } from './image-labels.js';
import type { LabelChange } from './label-change.js';

/** What the book that an image belongs to is told, before any listener. */
export interface LabelOwner {
  /** A person chose this label for a box. */
  chosen(label: string): void;
  described(labels: ImageLabels): void;
  /** The held boxes with these ids are other than before, or are held no more; not told of a merge. */
  heldChanged(labels: ImageLabels, ids: readonly string[]): void;
  changed(labels: ImageLabels, change: LabelChange): void;
}
