import type { CamMap } from '../../cam/layer-tensors.js';

/** `iso`: where the bilinear surface crosses the level, between cells. `cell`: the cells' own edges. */
export type BoxEdge = 'iso' | 'cell';

/**
 * How far a region reaches from the centre of one of its cells towards a neighbour outside it, as a fraction of
 * the distance between the centres. At a valley between two regions that is half-way.
 */
export function reachTowards(
  { data }: CamMap,
  cell: number,
  neighbour: number,
  level: number,
  edge: BoxEdge,
): number {
  if (edge === 'cell' || data[neighbour] >= level) return 0.5;
  return (data[cell] - level) / (data[cell] - data[neighbour]);
}
