import { intersectionOverUnion } from '../../src/geometry/rectangle.js';
import { boxesOf, labelsThere, type LabelledImage } from './labelled-image.js';
import { matchBoxes } from './matching.js';

/** From this IoU on a draft needs no correction, or a small one. */
export const FITS = 0.8;
export const NEARLY_FITS = 0.5;

/** How the drafts of an image serve the person who has to end up with boxes that are right. */
export interface DraftFit {
  /** Shares of the true boxes whose draft has an IoU of at least 0.8; of 0.5 to 0.8; less, or no draft at all. */
  readonly fits: number;
  readonly nearly: number;
  readonly none: number;
  /** Drafts by image that are no object's at an IoU of 0.5, or of a class that is not there. */
  readonly falseDrafts: number;
}

/**
 * @param given true: the classes that are there are known, and only they are drafted; false: those that the model believes in
 */
export function draftFit(images: readonly LabelledImage[], given: boolean): DraftFit {
  const counts = images.map((image) => countOf(image, given ? labelsThere(image) : image.believed));
  const total = (key: keyof (typeof counts)[number]): number =>
    counts.reduce((sum, count) => sum + count[key], 0);
  const objects = images.reduce((sum, image) => sum + image.objects.length, 0);
  const share = (part: number): number => part / Math.max(1, objects);
  return {
    fits: share(total('fits')),
    nearly: share(total('nearly')),
    none: share(objects - total('fits') - total('nearly')),
    falseDrafts: total('wrong') / Math.max(1, images.length),
  };
}

function countOf(
  image: LabelledImage,
  drafted: readonly string[],
): { readonly fits: number; readonly nearly: number; readonly wrong: number } {
  let [fits, nearly, wrong] = [0, 0, 0];
  for (const label of drafted) {
    const drafts = image.drafts.get(label) ?? [];
    const objects = boxesOf(image, label);
    const pairs = matchBoxes(drafts, objects, NEARLY_FITS);
    const good = pairs.filter(([i, j]) => intersectionOverUnion(drafts[i], objects[j]) >= FITS).length;
    fits += good;
    nearly += pairs.length - good;
    wrong += drafts.length - pairs.length;
  }
  return { fits, nearly, wrong };
}
