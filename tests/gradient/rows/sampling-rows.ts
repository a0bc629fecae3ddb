import { ints, x, w, type Row } from './row.js';

export const samplingRows: readonly Row[] = [
  ...[0, 1].flatMap((align_corners) =>
    ['zeros', 'border'].flatMap((padding_mode): Row[] => [
      {
        op: 'GridSample',
        opsets: [16],
        attributes: { mode: 'bilinear', align_corners, padding_mode },
        inputs: [x([2, 2, 3, 4]), w([2, 2, 3, 2], -1.4, 1.3)],
        wrt: [0, 1],
      },
      {
        op: 'GridSample',
        opsets: [20],
        attributes: { mode: 'linear', align_corners, padding_mode },
        inputs: [x([1, 3, 4, 3]), w([1, 3, 3, 2], -1.2, 1.5)],
        wrt: [0, 1],
      },
      {
        op: 'GridSample',
        opsets: [16, 20],
        attributes: { mode: 'nearest', align_corners, padding_mode },
        inputs: [x([1, 2, 4, 3]), w([1, 3, 2, 2], -1.4, 1.3)],
      },
    ]),
  ),
  { op: 'GridSample', opsets: [20], inputs: [x([1, 1, 4, 4]), w([1, 2, 2, 2], -0.9, 0.8)], wrt: [0, 1] },
  { op: 'Col2Im', opsets: [18, 21], inputs: [x([1, 8, 6]), ints([3, 4]), ints([2, 2])] },
  {
    op: 'Col2Im',
    opsets: [18],
    attributes: { strides: [2, 2], pads: [1, 0, 1, 1], dilations: [1, 2] },
    inputs: [x([2, 9, 9]), ints([6, 8]), ints([3, 3])],
  },
];
