import type { Rectangle } from './rectangle.js';
import type { Size } from './size.js';

/** Where cells lie along one axis: cell i has its centre at `offset + i * stride`. */
export interface AxisPlacement {
  /** Centre of the first cell, from the left or upper edge of the model's input: the centre of its first pixel is 0.5. */
  readonly offset: number;
  /** Pixels of the input from one cell's centre to the next one's. */
  readonly stride: number;
}

/** Where the cells of a layer lie in the model's input, in its pixels: at the centres of their receptive fields. */
export interface GridPlacement {
  readonly x: AxisPlacement;
  readonly y: AxisPlacement;
}

/** Cells that divide the input evenly. */
export function evenPlacement(grid: Size, input: Size): GridPlacement {
  const axis = (cells: number, pixels: number): AxisPlacement => ({
    offset: pixels / cells / 2,
    stride: pixels / cells,
  });
  return { x: axis(grid.width, input.width), y: axis(grid.height, input.height) };
}

/** The rectangle that the grid's cells divide evenly. It may begin and end inside or outside of the input. */
export function gridRectangle({ x, y }: GridPlacement, grid: Size): Rectangle {
  return {
    x: x.offset - x.stride / 2,
    y: y.offset - y.stride / 2,
    width: x.stride * grid.width,
    height: y.stride * grid.height,
  };
}

/** A rectangle in pixels of `inner` as one of the place where `inner` lies. */
function placeRectangle(rectangle: Rectangle, inner: Size, covered: Rectangle): Rectangle {
  const across = covered.width / inner.width;
  const down = covered.height / inner.height;
  return {
    x: covered.x + rectangle.x * across,
    y: covered.y + rectangle.y * down,
    width: rectangle.width * across,
    height: rectangle.height * down,
  };
}

/** Where a layer's cells lie in the image of which the model's input, of `input` pixels, shows `covered`. */
export function gridInImage(
  placement: GridPlacement,
  grid: Size,
  input: Size,
  covered: Rectangle,
): Rectangle {
  return placeRectangle(gridRectangle(placement, grid), input, covered);
}
