import { expect, test } from 'vitest';
import { isOddConvolution, padOddConvolutions } from '../../src/lowering/pad-odd-convolutions.js';
import { GraphBuilder } from '../../src/onnx/rewrite/graph-builder.js';
import { buildModel, floatTensor, seededNumbers } from '../fixtures/build-model.js';
import { runModel, tensor } from '../gradient/run-model.js';

// What onnxruntime-web 1.30 computes wrongly: 3 x 3 from 1 to 30 channels to 1 to 16, and variants of 6 to 16
test.each([
  { weights: [16, 6, 5, 5], odd: true },
  { weights: [4, 9, 3, 3], odd: true },
  { weights: [8, 30, 1, 3], odd: true },
  { weights: [16, 6, 3], odd: true },
  { weights: [6, 16, 5, 5], odd: false },
  { weights: [10, 6, 3, 3], odd: false },
  { weights: [16, 6, 1, 1], odd: false },
  { weights: [16, 6, 3, 3, 3], odd: false },
  { weights: [16, 6, 3, 3], group: 2, odd: false },
  { weights: [64, 3, 3, 3], odd: false },
  { weights: [64, 12, 3, 3], odd: false },
  { weights: [512, 512, 3, 3], odd: false },
])('a convolution with weights $weights is odd: $odd', ({ weights, group, odd }) => {
  expect(isOddConvolution(weights, group)).toBe(odd);
});

const weights = floatTensor('w', [4, 6, 3, 3], seededNumbers(216, 1));
const bias = floatTensor('b', [4], seededNumbers(4, 2));

test.each([
  ['of a known size', true, 17],
  ['of an unknown size', false, 17],
  ['of a known size, at opset 9', true, 9],
])('an image %s is padded to channels that are right', async (_, isKnown, opset) => {
  const model = buildModel({
    opset,
    inputs: { x: [1, 6, 5, 7] },
    outputs: ['y'],
    initializers: [weights, bias],
    nodes: [
      ['Conv', ['x', 'w', 'b'], ['y'], { kernel_shape: [3, 3], strides: [2, 1], auto_pad: 'SAME_UPPER' }],
    ],
  });
  const { nodes, initializers } = model.graph;
  const known = [weights, bias, ...(isKnown ? [{ name: 'x', dataType: 1, dims: [1, 6, 5, 7] }] : [])];
  const types = new Map(known.map(({ name, dataType, dims }) => [name, { dataType, shape: dims }]));
  const builder = new GraphBuilder({ opset, types });
  const padded = padOddConvolutions({ builder, nodes, initializers });

  expect(padded.map(({ opType }) => opType)).toEqual(['Pad', 'Pad', 'Conv']);
  expect(builder.types.get(padded[1].outputs[0])?.shape).toEqual([4, 8, 3, 3]);
  expect(builder.types.get(padded[0].outputs[0])?.shape).toEqual(isKnown ? [1, 8, 5, 7] : undefined);
  const all = new Map([...initializers, ...builder.initializers]);
  const feeds = { x: tensor([1, 6, 5, 7], seededNumbers(210, 3)) };
  const expected = await runModel(model, feeds);
  const found = await runModel(
    { ...model, graph: { ...model.graph, nodes: padded, initializers: all } },
    feeds,
  );
  expect(found.y.shape).toEqual(expected.y.shape);
  found.y.data.forEach((value, i) => expect(value).toBeCloseTo(expected.y.data[i], 5));
});
