import { resizeBilinear } from '../cam/resize-bilinear.js';
import type { CamMap } from '../cam/layer-tensors.js';
import { SaliencyError } from '../errors.js';
import type { DraftBox, DraftProvenance } from './draft-box.js';
import { clipRectangle, intersectionArea, type Rectangle } from './rectangle.js';
import { boundsOfRegion, type BoxEdge } from './region-bounds.js';
import { findRegions, type RegionCells } from './region-forest.js';

/** How a draft's score follows from its region, as a share of the map's maximum or of its sum. */
export type DraftScoring = 'peak' | 'mean' | 'mass';

export interface BoxOptions {
  /** Fraction of the map's maximum in (0, 1] that a cell must reach. Default 0.2. */
  readonly threshold?: number;
  /** The part of the image, in its pixels, that the map covers (`Explanation.mapRect`). */
  readonly rect: Rectangle;
  /** Boxes are clipped to it; absent: to `rect`. */
  readonly image?: { readonly width: number; readonly height: number };
  readonly label: string;
  /** Score of the class in [0, 1]; multiplies the score of each draft. Default 1. */
  readonly confidence?: number;
  readonly scoring?: DraftScoring;
  /** Boxes of less than this fraction of `rect`'s area are dropped. Default 0.005. */
  readonly minArea?: number;
  /** The best-scored so many. Default 10. */
  readonly maxBoxes?: number;
  readonly edge?: BoxEdge;
  /**
   * Two regions that meet at no more than this fraction of the lower peak become two boxes; 0: regions that
   * touch are always one. Default 0.5.
   */
  readonly valley?: number;
  readonly provenance: Pick<DraftProvenance, 'model' | 'method' | 'layer'>;
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
    threshold = 0.2,
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
  const grid = limitCells(map);
  const max = grid.data.reduce((high, value) => Math.max(high, value), 0);
  if (max === 0) return [];
  const total = grid.data.reduce((sum, value) => sum + Math.max(0, value), 0);
  const level = threshold * max;

  const drafts = findRegions(grid, level, valley)
    .map((region) => toDraft(region))
    .filter(({ width, height }) => width * height >= minArea * options.rect.width * options.rect.height)
    .sort((a, b) => b.score - a.score || b.width * b.height - a.width * a.height);
  return withoutNested(drafts).slice(0, maxBoxes);

  function toDraft(region: RegionCells): DraftBox {
    const { rect, label, confidence = 1, provenance } = options;
    const scaleX = rect.width / grid.width;
    const scaleY = rect.height / grid.height;
    const { left, top, right, bottom } = boundsOfRegion(grid, region.cells, level, edge);
    const box = {
      x: rect.x + left * scaleX,
      y: rect.y + top * scaleY,
      width: (right - left) * scaleX,
      height: (bottom - top) * scaleY,
    };
    const column = region.peak % grid.width;
    const peakX = Math.round(rect.x + (column + 0.5) * scaleX);
    const peakY = Math.round(rect.y + ((region.peak - column) / grid.width + 0.5) * scaleY);
    return {
      id: `${label}@${peakX},${peakY}`,
      label,
      score: confidence * scoreOf(region),
      ...(options.image ? clipRectangle(box, options.image) : box),
      status: 'draft',
      provenance: { ...provenance, threshold, edited: false },
    };
  }

  function scoreOf({ peak, cells }: RegionCells): number {
    if (scoring === 'peak') return grid.data[peak] / max;
    const sum = cells.reduce((part, cell) => part + grid.data[cell], 0);
    return scoring === 'mass' ? sum / total : sum / cells.length / max;
  }
}

/** A box that lies almost wholly in a better one adds nothing that a person wants to correct. */
function withoutNested(drafts: readonly DraftBox[]): DraftBox[] {
  const kept: DraftBox[] = [];
  for (const draft of drafts) {
    const nested = kept.some((other) => intersectionArea(draft, other) > 0.9 * draft.width * draft.height);
    if (!nested) kept.push(draft);
  }
  return kept;
}

function limitCells(map: CamMap): CamMap {
  const shrink = Math.ceil(Math.max(map.width, map.height) / MAX_CELLS);
  if (shrink <= 1) return map;
  return resizeBilinear(map, Math.ceil(map.width / shrink), Math.ceil(map.height / shrink));
}
