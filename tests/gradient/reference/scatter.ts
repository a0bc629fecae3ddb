import { flatten, indicesOf, nd, range, read, type NdArray } from './nd-array.js';
import { input, number, text, type Call, type ReferenceOperator } from './operator.js';

/** A copy of the data with every update put, or added, where `place` says (onnx/docs/Operators.md, "ScatterND"). */
function scattered(call: Call, place: (index: readonly number[]) => number[]): NdArray {
  const x = input(call, 0);
  const updates = input(call, 2);
  const data = x.data.slice();
  const adds = text(call, 'reduction', 'none') === 'add';
  for (const index of indicesOf(updates.shape)) {
    const at = place(index).map((i, axis) => (i < 0 ? i + x.shape[axis] : i));
    const flat = flatten(at, x.shape);
    data[flat] = read(updates, index) + (adds ? data[flat] : 0);
  }
  return nd(x.shape, data);
}

function scatterNd(call: Call): NdArray {
  const indices = input(call, 1);
  const lead = indices.shape.length - 1;
  return scattered(call, (index) => [
    ...range(indices.shape[lead]).map((i) => read(indices, [...index.slice(0, lead), i])),
    ...index.slice(lead),
  ]);
}

function scatterElements(call: Call): NdArray {
  const given = number(call, 'axis', 0);
  const axis = given < 0 ? given + input(call, 0).shape.length : given;
  return scattered(call, (index) => index.map((i, a) => (a === axis ? read(input(call, 1), index) : i)));
}

export const scatter = {
  ScatterND: scatterNd,
  ScatterElements: scatterElements,
  Scatter: scatterElements,
} satisfies Record<string, ReferenceOperator>;
