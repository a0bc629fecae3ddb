import { regionFromCells, regionFromRectangle } from '../../../cam/region.js';
import { SaliencyError } from '../../../errors.js';
import { intersectionArea, type Rectangle } from '../../../geometry/rectangle.js';
import type { Size } from '../../../geometry/size.js';
import type { ExplainOptions } from '../../explanation.js';

type Cells = readonly (readonly [row: number, column: number])[];

/** True for a list of cells, which means something at one layer only. */
export function isCells(region: NonNullable<ExplainOptions['region']>): region is Cells {
  return Array.isArray(region);
}

/** Where an image lies in its own pixels, and under the map. */
export interface RegionFrame {
  readonly image: Size;
  /** Where the layer's cells lie. */
  readonly mapRect: Rectangle;
  /** What the model sees. */
  readonly inputRect: Rectangle;
  /** Of the layer, in cells. */
  readonly grid: Size;
}

/**
 * The mask of a region on the layer's grid; undefined for the whole of it. A region of the image that the model's
 * input leaves out is a mask without cells.
 *
 * @throws SaliencyError `bad-option` for what is neither a rectangle on the image nor a list of the grid's cells
 */
export function chosenRegion(
  region: ExplainOptions['region'],
  { image, mapRect, inputRect, grid }: RegionFrame,
): Uint8Array | undefined {
  if (region === undefined) return undefined;
  if (isCells(region)) return regionFromCells(region, grid.height, grid.width);
  checkRectangle(region, image);
  return regionFromRectangle(region, mapRect, grid.height, grid.width, inputRect);
}

function checkRectangle(region: Rectangle, { width, height }: Size): void {
  if (typeof region !== 'object' || region === null) {
    throw new SaliencyError(
      'bad-option',
      `region is ${String(region)}; give { x, y, width, height } in pixels of the image, or a list of cells.`,
    );
  }
  const sides = [region.x, region.y, region.width, region.height];
  const whole = { x: 0, y: 0, width, height };
  if (sides.every(Number.isFinite) && intersectionArea(region, whole) > 0) return;
  throw new SaliencyError(
    'bad-option',
    `The region [${sides.join(', ')}] holds no part of the image; give x, y, width and height in its pixels, ` +
      `which are ${width} x ${height}.`,
  );
}
