import type { LabelChange } from './label-change.js';

/**
 * What the book that an image belongs to is told, before any listener.
 *
 * @typeParam Labels the labels of an image, which know their owner
 */
export interface LabelOwner<Labels> {
  /** A person chose this label for a box. */
  chosen(label: string): void;
  described(labels: Labels): void;
  /** The held boxes with these ids are other than before, or are held no more; not told of a merge. */
  heldChanged(labels: Labels, ids: readonly string[]): void;
  changed(labels: Labels, change: LabelChange): void;
}
