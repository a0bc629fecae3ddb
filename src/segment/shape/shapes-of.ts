import type { CamMap } from '../../cam/layer-tensors.js';
import type { Rectangle } from '../../geometry/rectangle.js';
import type { Shape } from './fitting-shape.js';
import { levelShape } from './level-shape.js';
import type { Picture } from '../picture.js';
import { isRefusal, type Refusal } from './refusal.js';
import { PICTURE_SHAPES, shapeByPicture, type PictureOptions } from './shape-by-picture.js';

/** The ways to shape a draft, by the names of the attribute `shape`. */
export const SHAPE_KINDS = ['map', 'spread', 'colour', 'cut'] as const;
export type ShapeKind = (typeof SHAPE_KINDS)[number];

/** One way's answer for a draft; `box` is the draft's own where it is refused. */
export type ShapeCandidate =
  | {
      readonly kind: ShapeKind;
      readonly box: Rectangle;
      /** Absent where the box is all that is known. */
      readonly shape?: Shape;
      /** By colour and by cut: how well colours tell inside from outside, in [0, 1]. */
      readonly contrast?: number;
      readonly refused?: undefined;
    }
  | { readonly kind: ShapeKind; readonly box: Rectangle; readonly refused: Refusal };

export interface ShapesOptions extends PictureOptions {
  /** The part of the picture, in its pixels, that the maps cover. */
  readonly rect: Rectangle;
  /** Which of the maps the draft was found in: its box is that kind's candidate. Default `map`. */
  readonly foundIn?: 'map' | 'spread';
  /** Of the map's peak in the draft: how far its box reaches. Default 0.3. */
  readonly threshold?: number;
  /** The same, of the spread map. Default 0.4. */
  readonly spreadThreshold?: number;
  /** Which ways are wanted. Default: all. */
  readonly kinds?: readonly ShapeKind[];
}

/**
 * Every way's shape of one draft: the box of the map, that of the spread map, and what the picture shows, by colour and
 * by cut of the map that the draft was found in. No way is right everywhere, so all are kept, and what people accept
 * can choose. Never throws for a map, a picture or a draft.
 */
export function shapesOf(
  draft: Rectangle,
  map: CamMap,
  spreadMap: CamMap | undefined,
  picture: Picture,
  options: ShapesOptions,
): ShapeCandidate[] {
  const { rect, foundIn = 'map', threshold = 0.3, spreadThreshold = 0.4, kinds = SHAPE_KINDS } = options;
  const heat = foundIn === 'spread' && spreadMap ? spreadMap : map;
  const maps = { map: [map, threshold], spread: [spreadMap, spreadThreshold] } as const;

  return kinds.map((kind): ShapeCandidate => {
    if (kind === 'map' || kind === 'spread') {
      const [own, level] = maps[kind];
      if (!own) return { kind, box: draft, refused: 'no-heat' };
      const shape = levelShape(own, rect, picture, draft, level);
      if (kind === foundIn) return isRefusal(shape) ? { kind, box: draft } : { kind, box: draft, shape };
      return isRefusal(shape) ? { kind, box: draft, refused: shape } : { kind, box: shape.box, shape };
    }
    const shape = shapeByPicture(kind, picture, heat, rect, draft, options);
    if (isRefusal(shape)) return { kind, box: draft, refused: shape };
    return { kind, box: shape.box, shape, contrast: shape.contrast };
  });
}

/** Whether a way looks at the picture's pixels, and not only at maps. */
export function readsPicture(kind: ShapeKind): boolean {
  return Object.hasOwn(PICTURE_SHAPES, kind);
}
