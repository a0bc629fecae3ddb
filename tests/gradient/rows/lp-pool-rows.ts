import { x, type Row } from './row.js';

const pool = { kernel_shape: [2, 2], strides: [2, 2] };
const wide = { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] };

export const lpPoolRows: readonly Row[] = [
  ...[undefined, 1, 2, 3, 4].flatMap((p): Row[] => [
    {
      op: 'LpPool',
      opsets: [7, 11, 18],
      attributes: { ...pool, ...(p && { p }) },
      inputs: [x([2, 2, 4, 6])],
    },
    { op: 'LpPool', opsets: [9, 18], attributes: { ...wide, ...(p && { p }) }, inputs: [x([1, 2, 5, 6])] },
    { op: 'GlobalLpPool', opsets: [7, 13, 21], attributes: p ? { p } : {}, inputs: [x([2, 2, 3, 2])] },
  ]),
  ...['SAME_UPPER', 'SAME_LOWER', 'VALID'].map((auto_pad): Row => ({
    op: 'LpPool',
    opsets: [11, 18],
    attributes: { kernel_shape: [3, 2], strides: [2, 1], auto_pad, p: 3 },
    inputs: [x([1, 2, 6, 5])],
  })),
  { op: 'LpPool', opsets: [17], attributes: { kernel_shape: [2, 2] }, inputs: [x([1, 1, 4, 3])] },
  {
    op: 'LpPool',
    opsets: [7, 17],
    attributes: { ...pool, pads: [0, 0, 1, 1] },
    inputs: [x([1, 1, 5, 7])],
  },
  { op: 'LpPool', opsets: [18], attributes: { ...pool, ceil_mode: 1 }, inputs: [x([1, 2, 5, 7])] },
  { op: 'LpPool', opsets: [18], attributes: { ...wide, ceil_mode: 1, p: 1 }, inputs: [x([1, 1, 6, 5])] },
  { op: 'LpPool', opsets: [18], attributes: { ...wide, dilations: [2, 2], p: 3 }, inputs: [x([1, 1, 7, 7])] },
  { op: 'LpPool', opsets: [18], attributes: { kernel_shape: [3], strides: [2] }, inputs: [x([1, 2, 8])] },
  {
    op: 'LpPool',
    opsets: [18],
    attributes: { kernel_shape: [2, 2, 2], strides: [1, 2, 1], pads: [0, 1, 0, 0, 0, 1] },
    inputs: [x([1, 1, 3, 4, 3])],
  },
  { op: 'GlobalLpPool', opsets: [17], inputs: [x([1, 2, 5])] },
];
