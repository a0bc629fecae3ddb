import type { Rectangle } from '../../src/geometry/rectangle.js';

/** What an annotator finds when an image opens: what is there, what the model believes, and the drafts of each class. */
export interface LabelledImage {
  readonly objects: readonly { readonly label: string; readonly box: Rectangle }[];
  /** The class that the model finds most likely. */
  readonly top: string;
  /** The five that it finds most likely, which the panel lists. */
  readonly listed: readonly string[];
  /** Classes that the model believes are there. */
  readonly believed: readonly string[];
  /** Of every class that is there or believed to be. */
  readonly drafts: ReadonlyMap<string, readonly Rectangle[]>;
}

/** Labels of the objects, each once, in the order of their first one. */
export function labelsThere({ objects }: LabelledImage): readonly string[] {
  return [...new Set(objects.map(({ label }) => label))];
}

export function boxesOf({ objects }: LabelledImage, label: string): readonly Rectangle[] {
  return objects.filter((object) => object.label === label).map(({ box }) => box);
}
