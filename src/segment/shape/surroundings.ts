import type { CamMap } from '../../cam/layer-tensors.js';
import type { Rectangle } from '../../geometry/rectangle.js';
import { averageColours } from '../colour/average-colours.js';
import type { Refusal } from './refusal.js';
import { sampleMap } from '../spread/sample-map.js';
import type { Picture } from '../picture.js';

/** What a draft is cut out of: its box with a margin, at a size at which shaping is quick. */
export interface Surroundings {
  readonly width: number;
  readonly height: number;
  /** Red, green and blue from 0 to 255, [height, width, 3]. */
  readonly colours: Float32Array;
  /** The map divided by the draft's own peak, [height, width]. */
  readonly heat: Float32Array;
  /** The part of the picture that is looked at, in pixels of the picture. */
  readonly place: Rectangle;
  /** The draft's box, in pixels of the picture. */
  readonly box: Rectangle;
  /** The sides on which the surroundings end only because the picture does. */
  readonly cut: Sides<boolean>;
}

export type Side = 'left' | 'top' | 'right' | 'bottom';
export type Sides<T> = Readonly<Record<Side, T>>;

export interface SurroundingsOptions {
  /** Pixels of the longest side; a larger part of the picture is averaged down to it. Default 96. */
  readonly side?: number;
  /** Of the box's width or height. Default 0.35 on every side. */
  readonly margins?: Sides<number>;
}

const MARGINS: Sides<number> = { left: 0.35, top: 0.35, right: 0.35, bottom: 0.35 };

/** Smaller parts hold nothing to tell an object from what surrounds it. */
const LEAST_SIDE = 4;

/**
 * The surroundings of a draft, where there is something to look at.
 *
 * @param rect the part of the picture, in its pixels, that the map covers
 */
export function surroundingsOf(
  picture: Picture,
  map: CamMap,
  rect: Rectangle,
  box: Rectangle,
  { side = 96, margins = MARGINS }: SurroundingsOptions = {},
): Surroundings | Refusal {
  const place = outwards(box, margins, picture);
  if (!(place.width >= LEAST_SIDE && place.height >= LEAST_SIDE)) return 'too-small';
  const shrink = Math.max(1, Math.max(place.width, place.height) / side);
  const width = Math.max(LEAST_SIDE, Math.round(place.width / shrink));
  const height = Math.max(LEAST_SIDE, Math.round(place.height / shrink));
  const heat = sampleMap(map, rect, place, width, height);
  const peak = peakInside(heat, width, height, place, box);
  if (!(peak > 0)) return 'no-heat';
  return {
    width,
    height,
    colours: averageColours(picture, place, width, height),
    heat: heat.map((value) => value / peak),
    place,
    box,
    cut: {
      left: place.x === 0,
      top: place.y === 0,
      right: place.x + place.width === picture.width,
      bottom: place.y + place.height === picture.height,
    },
  };
}

/** Whole pixels, inside the picture. */
function outwards(box: Rectangle, margins: Sides<number>, { width, height }: Picture): Rectangle {
  const left = Math.max(0, Math.floor(box.x - margins.left * box.width));
  const top = Math.max(0, Math.floor(box.y - margins.top * box.height));
  const right = Math.min(width, Math.ceil(box.x + (1 + margins.right) * box.width));
  const bottom = Math.min(height, Math.ceil(box.y + (1 + margins.bottom) * box.height));
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** The draft's own: a neighbour in the margin may be hotter. */
export function peakInside(
  heat: Float32Array,
  width: number,
  height: number,
  place: Rectangle,
  box: Rectangle,
): number {
  const first = (start: number, size: number, cells: number): number =>
    Math.min(cells - 1, Math.max(0, Math.floor((start / size) * cells)));
  const last = (end: number, size: number, cells: number): number =>
    Math.min(cells, Math.max(1, Math.ceil((end / size) * cells)));
  const left = first(box.x - place.x, place.width, width);
  const right = last(box.x + box.width - place.x, place.width, width);
  const bottom = last(box.y + box.height - place.y, place.height, height);
  let peak = 0;
  for (let y = first(box.y - place.y, place.height, height); y < bottom; y++) {
    for (let x = left; x < right; x++) peak = Math.max(peak, heat[y * width + x]);
  }
  return peak;
}
