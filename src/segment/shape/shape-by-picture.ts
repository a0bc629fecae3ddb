import type { CamMap } from '../../cam/layer-tensors.js';
import type { Rectangle } from '../../geometry/rectangle.js';
import { colourContrast } from '../colour/colour-contrast.js';
import { colourRatio, type ColourRatioOptions } from '../colour/colour-ratio.js';
import { fittingShape, type Shape } from './fitting-shape.js';
import { graphCut, type GraphCutOptions } from '../cut/graph-cut.js';
import type { Picture } from '../picture.js';
import { isRefusal, type Refusal } from './refusal.js';
import { borderOf } from '../cut/seeds.js';
import { surroundingsOf, type Side, type Sides, type Surroundings } from './surroundings.js';

/** How a mask is found in the surroundings of a draft. */
export type MaskFinder = (surroundings: Surroundings, options?: PictureOptions) => Uint8Array | Refusal;

/** The ways to shape a draft by the picture, by the names of the attribute `shape`. */
export const PICTURE_SHAPES = { colour: colourRatio, cut: graphCut } as const satisfies Record<
  string,
  MaskFinder
>;

export type PictureShapeName = keyof typeof PICTURE_SHAPES;

export interface PictureOptions extends ColourRatioOptions, GraphCutOptions {
  /** Pixels of the longest side that is looked at. Default 96. */
  readonly side?: number;
  /** Less contrast between the colours inside and outside is none. Default 0.1. */
  readonly leastContrast?: number;
}

export interface PictureShape extends Shape {
  /** How well colours tell inside from outside, in [0, 1]. */
  readonly contrast: number;
}

const MARGIN = 0.35;
/** Looks at wider surroundings. */
const MOST_WIDER = 2;

/**
 * A draft shaped by the picture under it. Where the shape comes up against the end of what was looked at, the object
 * may go on there (long things do, whose draft covers a part): the surroundings grow on those sides, and it is shaped
 * anew. Never throws for a picture, a map or a box.
 *
 * @param rect the part of the picture, in its pixels, that the map covers
 */
export function shapeByPicture(
  name: PictureShapeName,
  picture: Picture,
  map: CamMap,
  rect: Rectangle,
  draft: Rectangle,
  options: PictureOptions = {},
): PictureShape | Refusal {
  let margins: Sides<number> = { left: MARGIN, top: MARGIN, right: MARGIN, bottom: MARGIN };
  let best: PictureShape | Refusal = 'elsewhere';
  for (let wider = 0; wider <= MOST_WIDER; wider++) {
    const surroundings = surroundingsOf(picture, map, rect, draft, { side: options.side, margins });
    if (isRefusal(surroundings)) return isRefusal(best) ? surroundings : best;
    const shape = shapeIn(surroundings, PICTURE_SHAPES[name], options);
    if (isRefusal(shape)) return isRefusal(best) ? shape : best;
    best = shape;
    const sides = sidesReached(shape, surroundings);
    if (sides.length === 0) break;
    margins = { ...margins, ...Object.fromEntries(sides.map((side) => [side, margins[side] + 2 * MARGIN])) };
  }
  return best;
}

function shapeIn(
  surroundings: Surroundings,
  find: MaskFinder,
  options: PictureOptions,
): PictureShape | Refusal {
  const mask = find(surroundings, options);
  if (isRefusal(mask)) return mask;
  const shape = fittingShape(mask, surroundings);
  if (!shape) return mask.includes(1) ? 'elsewhere' : 'nothing';
  const contrast = colourContrast(surroundings.colours, shape.mask);
  return contrast < (options.leastContrast ?? 0.1) ? 'same-colours' : { ...shape, contrast };
}

/** The sides on which the shape ends only because the surroundings do. */
function sidesReached({ box }: Shape, { place, width, height, cut }: Surroundings): Side[] {
  const border = borderOf({ width, height }) + 1;
  const [across, down] = [(border * place.width) / width, (border * place.height) / height];
  const gaps: readonly (readonly [side: Side, gap: number, least: number])[] = [
    ['left', box.x - place.x, across],
    ['top', box.y - place.y, down],
    ['right', place.x + place.width - box.x - box.width, across],
    ['bottom', place.y + place.height - box.y - box.height, down],
  ];
  return gaps.filter(([side, gap, least]) => !cut[side] && gap < least).map(([side]) => side);
}
