import type { CamMap } from '../cam/layer-tensors.js';
import type { Rectangle } from '../geometry/rectangle.js';
import { colourRatio } from './colour-ratio.js';
import { fittingShape, type Shape } from './fitting-shape.js';
import { graphCut } from './graph-cut.js';
import type { Picture } from './picture.js';
import { surroundingsOf, type Surroundings } from './surroundings.js';

/** How a mask is found in the surroundings of a draft; undefined where it cannot be. */
export type MaskFinder = (surroundings: Surroundings) => Uint8Array | undefined;

/** The ways to shape a draft by the picture, by the names of the attribute `shape`. */
export const SHAPES = { colour: colourRatio, cut: graphCut } as const satisfies Record<string, MaskFinder>;

export type ShapeName = keyof typeof SHAPES;

/**
 * A draft shaped by the picture under it; undefined where the picture does not tell the object from what surrounds it:
 * the map's own box stays then. Never throws for a picture, a map or a box.
 *
 * @param rect the part of the picture, in its pixels, that the map covers
 */
export function shapeDraft(
  name: ShapeName,
  picture: Picture,
  map: CamMap,
  rect: Rectangle,
  box: Rectangle,
): Shape | undefined {
  const surroundings = surroundingsOf(picture, map, rect, box);
  const mask = surroundings && SHAPES[name](surroundings);
  return mask && fittingShape(mask, surroundings);
}
