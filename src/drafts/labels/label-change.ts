import type { DraftBox } from '../draft-box.js';
import type { HeldBox } from './held-box.js';
import type { ImageDescription } from '../image-description.js';

/** Who changed something: `tab` stands for another tab, and for what this browser kept from an earlier session. */
export type LabelAuthor = 'person' | 'page' | 'machine' | 'tab';

export type LabelChangeKind =
  | 'drafts'
  | 'add'
  | 'set'
  | 'edit'
  | 'relabel'
  | 'accept'
  | 'reject'
  | 'restore'
  | 'remove'
  | 'undo'
  | 'redo'
  | 'merge';

/** What became other in the boxes of one image. */
export interface LabelChange {
  /** The image's id. */
  readonly image: string;
  readonly kind: LabelChangeKind;
  readonly by: LabelAuthor;
  /** The boxes that are new or other than before, as they are now. */
  readonly boxes: readonly DraftBox[];
  /** Ids of the boxes that are there no more, drafts that now stay hidden among them. */
  readonly removed: readonly string[];
}

/** What became of an image elsewhere: in another tab, or in the copy that this browser keeps. */
export interface LabelMerge {
  readonly boxes?: readonly HeldBox[];
  readonly removed?: readonly string[];
  readonly description?: ImageDescription;
  /** When the image was first seen there. */
  readonly seen?: number;
}
