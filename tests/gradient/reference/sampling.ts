import { flatten, generate, indicesOf, nd, read, readOr, sizeOf, sum, type NdArray } from './nd-array.js';
import { input, list, number, text, type Call, type ReferenceOperator } from './operator.js';

/** Every pixel times how near it is (onnx/docs/Operators.md, "GridSample"). */
function gridSample(call: Call): NdArray {
  const x = input(call, 0);
  const grid = input(call, 1);
  const [, channels, ...size] = x.shape;
  const [batch, rows, columns] = grid.shape;
  const isNearest = text(call, 'mode', 'linear') === 'nearest';
  const isBorder = text(call, 'padding_mode', 'zeros') === 'border';
  const aligned = number(call, 'align_corners', 0) === 1;
  const place = (g: number, length: number): number => {
    const at = aligned ? ((g + 1) / 2) * (length - 1) : ((g + 1) * length - 1) / 2;
    return isBorder ? Math.min(Math.max(at, 0), length - 1) : at;
  };
  const weight = (distance: number): number =>
    isNearest ? Number(Math.abs(distance) < 0.5) : Math.max(0, 1 - Math.abs(distance));
  return generate([batch, channels, rows, columns], ([image, channel, i, j]) => {
    const [left, top] = [0, 1].map((axis) => place(read(grid, [image, i, j, axis]), size[1 - axis]));
    const near = indicesOf(size.map((length) => length + 2)).map(([a, b]) => [a - 1, b - 1]);
    return sum(
      near.map(([a, b]) => weight(a - top) * weight(b - left) * readOr(x, [image, channel, a, b], 0)),
    );
  });
}

function col2im(call: Call): NdArray {
  const x = input(call, 0);
  const [image, block] = [1, 2].map((index) => Array.from(input(call, index).data));
  const ones = image.map(() => 1);
  const [strides, dilations] = ['strides', 'dilations'].map((name) => list(call, name) ?? ones);
  const pads = list(call, 'pads') ?? [...image, ...image].map(() => 0);
  const counts = image.map((size, i) => {
    const room = size + pads[i] + pads[i + image.length] - (block[i] - 1) * dilations[i] - 1;
    return Math.floor(room / strides[i]) + 1;
  });
  const channels = x.shape[1] / sizeOf(block);
  const shape = [x.shape[0], channels, ...image];
  const data = new Float64Array(sizeOf(shape));
  for (const index of indicesOf([...x.shape.slice(0, 1), channels, ...block, ...counts])) {
    const [n, c] = index;
    const [tap, at] = [index.slice(2, 2 + image.length), index.slice(2 + image.length)];
    const to = image.map((_, i) => at[i] * strides[i] + tap[i] * dilations[i] - pads[i]);
    if (!to.every((t, i) => t >= 0 && t < image[i])) continue;
    const from = [n, c * sizeOf(block) + flatten(tap, block), flatten(at, counts)];
    data[flatten([n, c, ...to], shape)] += read(x, from);
  }
  return nd(shape, data);
}

export const sampling = {
  GridSample: gridSample,
  Col2Im: col2im,
} satisfies Record<string, ReferenceOperator>;
