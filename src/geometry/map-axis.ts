import type { Rectangle } from './rectangle.js';
import type { Size } from './size.js';

/**
 * One axis of a map over a picture. Its cells divide the map's own length evenly, but for those at either end, which
 * reach to the edge of what the model saw: no other cell stands for what lies there.
 */
export interface MapAxis {
  readonly cells: number;
  /** Where the first cell would begin, and how long all of them are. */
  readonly start: number;
  readonly length: number;
  /** What the model saw. */
  readonly from: number;
  readonly to: number;
}

/** @param rect where the cells lie, which may be less or more than what the model saw */
export function mapAxes(
  grid: Size,
  rect: Rectangle,
  seen: Rectangle,
): { readonly x: MapAxis; readonly y: MapAxis } {
  return {
    x: { cells: grid.width, start: rect.x, length: rect.width, from: seen.x, to: seen.x + seen.width },
    y: { cells: grid.height, start: rect.y, length: rect.height, from: seen.y, to: seen.y + seen.height },
  };
}

/** Where a coordinate in cells lies, as if all were equal: cell i goes from i to i + 1. */
export function evenlyPlaced({ cells, start, length }: MapAxis, coordinate: number): number {
  return start + (coordinate / cells) * length;
}

/** Where a coordinate in cells lies; 0 and the number of cells are the edges of what the model saw. */
export function placedAlong(axis: MapAxis, coordinate: number): number {
  const { cells, from, to } = axis;
  const within = (place: number): number => Math.min(to, Math.max(from, place));
  const [first, last] = [0.5, cells - 0.5];
  if (coordinate < first) {
    const centre = within(evenlyPlaced(axis, first));
    return from + Math.max(0, coordinate / first) * (centre - from);
  }
  if (coordinate > last) {
    const centre = within(evenlyPlaced(axis, last));
    return centre + Math.min(1, (coordinate - last) / (cells - last)) * (to - centre);
  }
  return within(evenlyPlaced(axis, coordinate));
}

/** Where a cell begins and ends; of one that lies beside all that the model saw, nothing is left. */
export function cellSpan(axis: MapAxis, cell: number): readonly [start: number, end: number] {
  const { cells, from, to } = axis;
  const within = (place: number): number => Math.min(to, Math.max(from, place));
  return [
    cell === 0 ? from : within(evenlyPlaced(axis, cell)),
    cell === cells - 1 ? to : within(evenlyPlaced(axis, cell + 1)),
  ];
}
