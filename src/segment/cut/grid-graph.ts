/**
 * Steps to the neighbours of a pixel: right, down right, down, down left, and back. The one that leads back is four
 * further.
 */
export const STEPS: readonly (readonly [dx: number, dy: number])[] = [
  [1, 0],
  [1, 1],
  [0, 1],
  [-1, 1],
  [-1, 0],
  [-1, -1],
  [0, -1],
  [1, -1],
];

/** From a step to the one that leads back. */
export const BACK = 4;

/** A graph of the pixels of a picture, each joined to its eight neighbours, to a source and to a sink. */
export interface GridGraph {
  readonly width: number;
  readonly height: number;
  /** From the source to each pixel less from it to the sink: only the difference decides where the cut goes. */
  readonly terminal: Float64Array;
  /** To each neighbour, [pixel, step] in the order of {@link STEPS}; 0 where there is none. */
  readonly capacity: Float64Array;
}
