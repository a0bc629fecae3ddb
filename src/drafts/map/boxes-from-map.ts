import { rectify } from '../../cam/explain-map.js';
import type { CamMap } from '../../cam/layer-tensors.js';
import { resizeArea } from '../../cam/resize-area.js';
import { SaliencyError } from '../../errors.js';
import type { DraftBox, DraftProvenance } from '../draft-box.js';
import { clipRectangle, intersectionArea, type Rectangle } from '../../geometry/rectangle.js';
import type { Size } from '../../geometry/size.js';
import { clipPolygon, type Point } from './polygon.js';
import { boundsOfRegion } from './region-bounds.js';
import { findRegions, type RegionCells } from './region-forest.js';
import { polygonOfRegion } from './region-polygon.js';
import type { BoxEdge } from './region-reach.js';

/** How a draft's score follows from its region, as a share of the map's maximum or of its sum. */
export type DraftScoring = 'peak' | 'mean' | 'mass';

export interface BoxOptions {
  /** Fraction of the map's maximum in (0, 1] that a region must reach. Default 0.3. */
  readonly threshold?: number;
  /** The part of the image, in its pixels, that the map covers (`Explanation.mapRect`). */
  readonly rect: Rectangle;
  /** Boxes are clipped to the image, if it is given: a padded model input covers more than the image. */
  readonly image?: Size;
  readonly label: string;
  /** Score of the class in [0, 1]; multiplies the score of each draft. Default 1. */
  readonly confidence?: number;
  readonly scoring?: DraftScoring;
  /** Boxes of less than this fraction of `rect`'s area are dropped, save that of the maximum. Default 0.005. */
  readonly minArea?: number;
  /** At most so many, the best first. Default 10. */
  readonly maxBoxes?: number;
  /** Default `iso`, between cells; `cell` gives edges of cells. */
  readonly edge?: BoxEdge;
  /** Adds the outline of each region. Default false. */
  readonly polygons?: boolean;
  /**
   * Two regions that meet at no more than this fraction of the lower peak become two boxes; 0: regions that
   * touch are always one. Default 0.5.
   */
  readonly valley?: number;
  readonly provenance: Pick<DraftProvenance, 'model' | 'method' | 'layer' | 'value'>;
}

/** Larger maps are averaged down to this many cells on the long side: a box per object needs no more. */
const MAX_CELLS = 64;

/**
 * Draft boxes, one per salient region, best first. `map` is a map after its ReLU, at the layer's resolution.
 *
 * A draft's id comes from the label and from the place of its region's peak, which does not depend on the
 * threshold: as the threshold moves, an object keeps its id. An empty map gives no boxes.
 */
export function boxesFromMap(map: CamMap, options: BoxOptions): DraftBox[] {
  const {
    threshold = 0.3,
    scoring = 'peak',
    minArea = 0.005,
    maxBoxes = 10,
    edge = 'iso',
    valley = 0.5,
  } = options;
  if (!(threshold > 0 && threshold <= 1)) {
    throw new SaliencyError(
      'bad-option',
      `The threshold is ${threshold}; choose a fraction above 0 and up to 1.`,
    );
  }
  const grid = limitCells(rectify(map));
  const max = grid.data.reduce((high, value) => Math.max(high, value), 0);
  if (max === 0) return [];
  const total = grid.data.reduce((sum, value) => sum + value, 0);
  const level = threshold * max;

  const { rect, image, label, confidence = 1, provenance } = options;
  const scaleX = rect.width / grid.width;
  const scaleY = rect.height / grid.height;
  const drafts = findRegions(grid, level, valley)
    .map((region) => ({ region, draft: toDraft(region) }))
    .filter(({ region, draft }) => grid.data[region.peak] === max || areaOf(draft) >= minArea * areaOf(rect))
    .sort((a, b) => b.draft.score - a.draft.score || areaOf(b.draft) - areaOf(a.draft));
  const chosen = withoutNested(drafts).slice(0, maxBoxes);
  if (!options.polygons) return chosen.map(({ draft }) => draft);
  return chosen.map(({ draft, region }) => ({ ...draft, polygon: outlineOf(region) }));

  function toDraft(region: RegionCells): DraftBox {
    const { left, top, right, bottom } = boundsOfRegion(grid, region.cells, level, edge);
    const [x, y] = toImage([left, top]);
    const box = { x, y, width: (right - left) * scaleX, height: (bottom - top) * scaleY };
    return {
      id: `${label}@${placeOf(region.peak)}`,
      label,
      score: confidence * scoreOf(region),
      ...(image ? clipRectangle(box, image) : box),
      status: 'draft',
      provenance: { ...provenance, threshold, edited: false },
    };
  }

  function outlineOf(region: RegionCells): Point[] {
    const outline = polygonOfRegion(grid, region.cells, level, edge).map(toImage);
    return image ? clipPolygon(outline, image) : outline;
  }

  function scoreOf({ peak, cells }: RegionCells): number {
    if (scoring === 'peak') return grid.data[peak] / max;
    const sum = cells.reduce((part, cell) => part + grid.data[cell], 0);
    return scoring === 'mass' ? sum / total : sum / cells.length / max;
  }

  function placeOf(cell: number): string {
    const column = cell % grid.width;
    const row = (cell - column) / grid.width;
    return toImage([column + 0.5, row + 0.5])
      .map((value) => Math.round(value * 10) / 10)
      .join(',');
  }

  function toImage([x, y]: Point): Point {
    return [rect.x + x * scaleX, rect.y + y * scaleY];
  }
}

interface Candidate {
  readonly draft: DraftBox;
  readonly region: RegionCells;
}

/** A box that lies almost wholly in a better one adds nothing that a person wants to correct. */
function withoutNested(candidates: readonly Candidate[]): Candidate[] {
  const kept: Candidate[] = [];
  for (const candidate of candidates) {
    const { draft } = candidate;
    const nested = kept.some((other) => intersectionArea(draft, other.draft) > 0.9 * areaOf(draft));
    if (!nested) kept.push(candidate);
  }
  return kept;
}

function areaOf({ width, height }: Rectangle): number {
  return width * height;
}

function limitCells(map: CamMap): CamMap {
  const shrink = Math.max(map.width, map.height) / MAX_CELLS;
  if (shrink <= 1) return map;
  return resizeArea(map, Math.ceil(map.width / shrink), Math.ceil(map.height / shrink));
}
