import { ints, w, x, type Row } from './row.js';

const none = [11, 13, 16, 18];
const add = { reduction: 'add' };

/** By the data and by the updates; under `none` no place is named twice. */
export const scatterRows: readonly Row[] = [
  {
    op: 'ScatterND',
    opsets: none,
    inputs: [x([4, 3]), ints([2, 0], [2, 1]), w([2, 3])],
    wrt: [0, 2],
  },
  {
    op: 'ScatterND',
    opsets: none,
    inputs: [x([2, 3, 2]), ints([-1, 0, 0, -2, 1, 2], [3, 2]), w([3, 2])],
    wrt: [0, 2],
  },
  {
    op: 'ScatterND',
    opsets: [11, 18],
    inputs: [x([3, 2]), ints([0, 1, 2, 0, 1, 1, 0, 0], [2, 2, 2]), w([2, 2])],
    wrt: [0, 2],
  },
  {
    op: 'ScatterND',
    opsets: [16, 18],
    attributes: add,
    inputs: [x([4, 2]), ints([1, 3, -3], [3, 1]), w([3, 2])],
    wrt: [0, 2],
  },
  {
    op: 'ScatterElements',
    opsets: none,
    inputs: [x([3, 3]), ints([1, 0, 2, 0, 2, 1], [2, 3]), w([2, 3])],
    wrt: [0, 2],
  },
  {
    op: 'ScatterElements',
    opsets: none,
    attributes: { axis: -1 },
    inputs: [x([2, 2, 5]), ints([0, -1, 3, 2], [2, 1, 2]), w([2, 1, 2])],
    wrt: [0, 2],
  },
  {
    op: 'ScatterElements',
    opsets: [16, 18],
    attributes: { ...add, axis: 1 },
    inputs: [x([2, 4]), ints([0, 3, 0, 2, -2, 1], [2, 3]), w([2, 3])],
    wrt: [0, 2],
  },
  {
    op: 'Scatter',
    opsets: [9, 10],
    inputs: [x([3, 3]), ints([1, 0, 2, 0, 2, 1], [2, 3]), w([2, 3])],
    wrt: [0, 2],
  },
  {
    op: 'Scatter',
    opsets: [10],
    attributes: { axis: -2 },
    inputs: [x([2, 4, 3]), ints([3, 0, 1, 2], [1, 2, 2]), w([1, 2, 2])],
    wrt: [0, 2],
  },
  { op: 'GatherND', opsets: [16], inputs: [x([2, 3, 2]), ints([-1, 0, 1, -3], [2, 2])] },
  {
    op: 'GatherND',
    opsets: [16, 18],
    attributes: { batch_dims: 1 },
    inputs: [x([2, 4, 3]), ints([1, 2, 0, 0, 0, -1, 2, 1, 3, 1, -2, 0], [2, 3, 2])],
  },
  {
    op: 'GatherND',
    opsets: [18],
    attributes: { batch_dims: 2 },
    inputs: [x([2, 2, 3, 2]), ints([1, 0, 2, -1], [2, 2, 1])],
  },
];
