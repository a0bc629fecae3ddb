import type { PictureElement } from './measure-target.js';
import { shownFromUpright } from './shown-orientation.js';

/**
 * What turns an image or fits it otherwise where nothing tells of it, as a text to compare: a tenth of what measuring
 * it takes.
 *
 * @param chain the target and what it is drawn in
 */
export function quickLook(target: PictureElement, chain: readonly Element[]): string {
  const turns = chain.map((element) => {
    const { transform, rotate, scale } = getComputedStyle(element);
    return `${transform} ${rotate} ${scale}`;
  });
  const style = getComputedStyle(target);
  const { visibility, objectFit, objectPosition, clipPath, borderRadius, imageOrientation } = style;
  // How its file is turned becomes known once the file is read.
  const isKnown = shownFromUpright(target, style) !== undefined;
  const own = [visibility, objectFit, objectPosition, clipPath, borderRadius, imageOrientation, isKnown];
  return [...own, ...turns].join();
}
