import { ints, w, x, type Row } from './row.js';

const pool = { kernel_shape: [2, 2], strides: [2, 2] };
const wide = { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] };

export const windowRows: readonly Row[] = [
  {
    op: 'Conv',
    opsets: [7, 11, 21],
    attributes: { kernel_shape: [3, 3], pads: [1, 1, 1, 1] },
    inputs: [x([1, 2, 5, 4]), w([3, 2, 3, 3]), w([3])],
    wrt: [0, 1, 2],
  },
  { op: 'Conv', opsets: [9, 17], inputs: [x([2, 3, 3, 3]), w([2, 3, 1, 1])] },
  {
    op: 'Conv',
    opsets: [17],
    attributes: { strides: [2, 2], pads: [1, 1, 1, 1] },
    inputs: [x([1, 2, 6, 5]), w([2, 2, 3, 3])],
  },
  {
    op: 'Conv',
    opsets: [17],
    attributes: { strides: [3, 2], pads: [0, 1, 2, 1] },
    inputs: [x([1, 2, 7, 6]), w([2, 2, 3, 2])],
  },
  { op: 'Conv', opsets: [17], attributes: { strides: [2, 2] }, inputs: [x([1, 2, 5, 5]), w([2, 2, 1, 1])] },
  {
    op: 'Conv',
    opsets: [17],
    attributes: { dilations: [2, 2], pads: [2, 2, 2, 2] },
    inputs: [x([1, 2, 5, 5]), w([2, 2, 3, 3])],
  },
  {
    op: 'Conv',
    opsets: [7, 17],
    attributes: { group: 2, pads: [1, 1, 1, 1] },
    inputs: [x([1, 4, 4, 4]), w([6, 2, 3, 3])],
  },
  {
    op: 'Conv',
    opsets: [17],
    attributes: { group: 4, strides: [2, 2], pads: [1, 1, 1, 1] },
    inputs: [x([1, 4, 5, 5]), w([4, 1, 3, 3])],
  },
  {
    op: 'Conv',
    opsets: [17],
    attributes: { pads: [4, 4, 4, 4] },
    inputs: [x([1, 1, 3, 3]), w([1, 1, 3, 3])],
  },
  {
    op: 'Conv',
    opsets: [17],
    attributes: { auto_pad: 'SAME_UPPER', strides: [2, 2] },
    inputs: [x([1, 1, 6, 5]), w([2, 1, 3, 3])],
  },
  {
    op: 'Conv',
    opsets: [17],
    attributes: { auto_pad: 'SAME_LOWER' },
    inputs: [x([1, 1, 5, 5]), w([2, 1, 2, 2])],
  },
  { op: 'Conv', opsets: [17], attributes: { auto_pad: 'VALID' }, inputs: [x([1, 1, 5, 5]), w([2, 1, 2, 2])] },
  { op: 'Conv', opsets: [17], attributes: { pads: [1, 1] }, inputs: [x([1, 2, 7]), w([2, 2, 3])] },
  // 6 and 9 input channels, 4 outputs: padded to 8 and 12; and a backward convolution that must not be one
  {
    op: 'Conv',
    opsets: [9, 17],
    attributes: { pads: [1, 1, 1, 1] },
    inputs: [x([1, 6, 3, 3]), w([4, 6, 3, 3]), w([4])],
  },
  { op: 'Conv', opsets: [17], inputs: [x([1, 9, 3, 3]), w([4, 9, 2, 2])] },
  { op: 'Conv', opsets: [17], inputs: [x([1, 4, 4, 4]), w([6, 4, 3, 3])] },
  // Weights that depend on the image
  {
    op: 'Conv',
    opsets: [17],
    attributes: { strides: [3, 2], pads: [0, 1, 2, 1] },
    inputs: [x([2, 2, 7, 6]), w([2, 2, 3, 2])],
    wrt: [1],
  },
  {
    op: 'Conv',
    opsets: [17],
    attributes: { group: 2, dilations: [2, 1], strides: [1, 3] },
    inputs: [x([2, 4, 6, 7]), w([4, 2, 2, 2])],
    wrt: [1],
  },
  { op: 'Conv', opsets: [7], attributes: { group: 3 }, inputs: [x([1, 3, 3, 3]), w([3, 1, 1, 1])], wrt: [1] },
  {
    op: 'ConvTranspose',
    opsets: [7, 17],
    attributes: { strides: [2, 2] },
    inputs: [x([1, 2, 3, 3]), w([2, 3, 2, 2]), w([3])],
    wrt: [0, 2],
  },
  {
    op: 'ConvTranspose',
    opsets: [17],
    attributes: { strides: [2, 2], pads: [1, 1, 1, 1], output_padding: [1, 1] },
    inputs: [x([1, 2, 3, 4]), w([2, 2, 3, 3])],
  },
  {
    op: 'ConvTranspose',
    opsets: [17],
    attributes: { strides: [3, 3], output_padding: [2, 1] },
    inputs: [x([1, 2, 3, 2]), w([2, 2, 2, 2])],
  },
  {
    op: 'ConvTranspose',
    opsets: [17],
    attributes: { group: 2, pads: [0, 1, 1, 0], dilations: [2, 1] },
    inputs: [x([1, 4, 3, 3]), w([4, 2, 3, 3])],
  },
  { op: 'MaxPool', opsets: [7, 10, 17], attributes: pool, inputs: [x([2, 2, 4, 6])] },
  { op: 'MaxPool', opsets: [7, 10, 17], attributes: wide, inputs: [x([1, 2, 5, 6])] },
  {
    op: 'MaxPool',
    opsets: [7, 17],
    attributes: { kernel_shape: [3, 3], strides: [2, 2] },
    inputs: [x([1, 2, 6, 6])],
  },
  { op: 'MaxPool', opsets: [7, 17], attributes: { ...pool, pads: [0, 0, 1, 1] }, inputs: [x([1, 1, 5, 5])] },
  { op: 'MaxPool', opsets: [10, 17], attributes: { ...pool, ceil_mode: 1 }, inputs: [x([1, 2, 5, 7])] },
  { op: 'MaxPool', opsets: [17], attributes: { ...wide, ceil_mode: 1 }, inputs: [x([1, 1, 6, 5])] },
  { op: 'MaxPool', opsets: [17], attributes: { ...wide, dilations: [2, 2] }, inputs: [x([1, 1, 7, 7])] },
  {
    op: 'MaxPool',
    opsets: [17],
    attributes: { kernel_shape: [3, 3], strides: [1, 1], pads: [1, 1, 1, 1] },
    inputs: [x([1, 1, 5, 5])],
  },
  { op: 'MaxPool', opsets: [17], attributes: { ...pool, auto_pad: 'SAME_UPPER' }, inputs: [x([1, 1, 5, 4])] },
  {
    op: 'MaxPool',
    opsets: [17],
    attributes: { kernel_shape: [6, 6], strides: [1, 1], pads: [1, 1, 1, 1] },
    inputs: [x([1, 1, 6, 6])],
  },
  { op: 'MaxPool', opsets: [17], attributes: { kernel_shape: [3], strides: [2] }, inputs: [x([1, 2, 7])] },
  { op: 'AveragePool', opsets: [7, 17], attributes: pool, inputs: [x([2, 2, 4, 6])] },
  {
    op: 'AveragePool',
    opsets: [7, 17],
    attributes: { kernel_shape: [4, 4], strides: [1, 1] },
    inputs: [x([1, 2, 4, 4])],
  },
  {
    op: 'AveragePool',
    opsets: [17],
    attributes: { kernel_shape: [1, 1], strides: [1, 1] },
    inputs: [x([1, 2, 3, 3])],
  },
  { op: 'AveragePool', opsets: [7, 17], attributes: wide, inputs: [x([1, 2, 5, 6])] },
  {
    op: 'AveragePool',
    opsets: [7, 17],
    attributes: { ...wide, count_include_pad: 1 },
    inputs: [x([1, 2, 5, 6])],
  },
  { op: 'AveragePool', opsets: [17, 19], attributes: { ...wide, ceil_mode: 1 }, inputs: [x([1, 1, 6, 6])] },
  {
    op: 'AveragePool',
    opsets: [19],
    attributes: { ...wide, ceil_mode: 1, count_include_pad: 1 },
    inputs: [x([1, 1, 6, 6])],
  },
  {
    op: 'AveragePool',
    opsets: [17],
    attributes: { kernel_shape: [2, 2], strides: [3, 3] },
    inputs: [x([1, 1, 6, 7])],
  },
  {
    op: 'AveragePool',
    opsets: [19],
    attributes: { kernel_shape: [2, 2], strides: [1, 1], dilations: [2, 2] },
    inputs: [x([1, 1, 5, 5])],
  },
  {
    op: 'AveragePool',
    opsets: [17],
    attributes: { kernel_shape: [3, 3], strides: [2, 2], auto_pad: 'SAME_UPPER' },
    inputs: [x([1, 1, 6, 5])],
  },
  ...[0, 1].map((count_include_pad): Row => ({
    op: 'AveragePool',
    opsets: [7, 17],
    attributes: { kernel_shape: [3, 2], strides: [1, 1], pads: [1, 1, 2, 0], count_include_pad },
    inputs: [x([1, 2, 4, 4])],
  })),
  { op: 'GlobalAveragePool', opsets: [7, 17], inputs: [x([2, 3, 3, 4])] },
  { op: 'GlobalMaxPool', opsets: [7, 17], inputs: [x([2, 3, 3, 4])] },
  {
    op: 'LRN',
    opsets: [7, 17],
    attributes: { size: 3, alpha: 0.5, beta: 0.6, bias: 1.5 },
    inputs: [x([1, 5, 2, 3])],
  },
  { op: 'LRN', opsets: [17], attributes: { size: 4, alpha: 0.5 }, inputs: [x([2, 6, 2, 2])] },
  {
    op: 'Resize',
    opsets: [10],
    attributes: { mode: 'nearest' },
    inputs: [x([1, 2, 3, 3]), floatsOf(1, 1, 2, 3)],
  },
  {
    op: 'Resize',
    opsets: [10],
    attributes: { mode: 'linear' },
    inputs: [x([1, 2, 3, 3]), floatsOf(1, 1, 2, 2)],
  },
  {
    op: 'Resize',
    opsets: [10],
    attributes: { mode: 'nearest' },
    inputs: [x([1, 1, 6, 6]), floatsOf(1, 1, 0.5, 0.6)],
  },
  ...['half_pixel', 'pytorch_half_pixel', 'align_corners', 'asymmetric'].flatMap((mode): Row[] => [
    resize('linear', mode, [2, 2]),
    resize('linear', mode, [0.6, 1.7]),
    resize('nearest', mode, [1.7, 0.6]),
    resize('cubic', mode, [2, 1.5]),
  ]),
  // Before opset 13 the region of interest is a required input
  {
    op: 'Resize',
    opsets: [11, 12],
    attributes: { mode: 'linear' },
    inputs: [x([1, 1, 5, 4]), floatsOf(), floatsOf(1, 1, 2, 1.5)],
  },
  resize('nearest', 'asymmetric', [2, 3], { nearest_mode: 'floor' }),
  resize('nearest', 'half_pixel', [2, 3], { nearest_mode: 'round_prefer_ceil' }),
  resize('nearest', 'asymmetric', [0.5, 1.5], { nearest_mode: 'ceil' }),
  resize('cubic', 'half_pixel', [2, 2], { exclude_outside: 1, cubic_coeff_a: -0.5 }),
  {
    op: 'Resize',
    opsets: [13, 18],
    attributes: { mode: 'linear' },
    inputs: [x([1, 1, 3, 4]), undefined, undefined, ints([1, 1, 5, 6])],
  },
  {
    op: 'Resize',
    opsets: [18],
    attributes: { mode: 'linear', antialias: 1 },
    inputs: [x([1, 1, 6, 6]), undefined, floatsOf(1, 1, 0.5, 0.6)],
  },
  {
    op: 'Resize',
    opsets: [18],
    attributes: { mode: 'cubic', antialias: 1 },
    inputs: [x([1, 1, 6, 6]), undefined, floatsOf(1, 1, 0.5, 0.5)],
  },
  {
    op: 'Upsample',
    opsets: [9],
    attributes: { mode: 'nearest' },
    inputs: [x([1, 2, 2, 3]), floatsOf(1, 1, 2, 3)],
  },
  {
    op: 'Upsample',
    opsets: [9],
    attributes: { mode: 'linear' },
    inputs: [x([1, 2, 2, 3]), floatsOf(1, 1, 2, 2)],
  },
];

function floatsOf(...values: number[]) {
  return { dataType: 1, shape: [values.length], values: values.map(Math.fround) };
}

function resize(mode: string, coordinates: string, scales: readonly [number, number], attributes = {}): Row {
  return {
    op: 'Resize',
    opsets: [13, 19],
    attributes: { mode, coordinate_transformation_mode: coordinates, ...attributes },
    inputs: [x([1, 1, 5, 4]), undefined, floatsOf(1, 1, ...scales)],
  };
}
