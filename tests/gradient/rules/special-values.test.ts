import { describe, expect, test } from 'vitest';
import { exportSingle } from '../../../src/gradient/export/export-gradient.js';
import { DataType } from '../../../src/onnx/graph/model.js';
import { prepareModel } from '../../../src/onnx/prepare/prepare-model.js';
import { buildModel, float, floatTensor, int64Tensor, type NodeInput } from '../../fixtures/build-model.js';
import { runModel, tensor } from '../run-model.js';

interface Special {
  readonly name: string;
  readonly node: NodeInput;
  readonly opset?: number;
  readonly shape: readonly number[];
  readonly x: readonly number[];
  /** dS/dy; also gives the number of scores. */
  readonly dy: readonly number[];
  readonly dx: readonly number[];
}

const pool = { kernel_shape: [2, 2], strides: [2, 2] };
const overlapping = { kernel_shape: [2, 2], strides: [1, 1] };

// Kinks, ties and zeros, where PyTorch's autograd decides.
const SPECIALS: readonly Special[] = [
  {
    name: 'Relu is flat at 0',
    node: ['Relu', ['x'], ['y']],
    shape: [1, 3],
    x: [-1, 0, 2],
    dy: [5, 6, 7],
    dx: [0, 0, 7],
  },
  {
    name: 'Relu in opset 7',
    opset: 7,
    node: ['Relu', ['x'], ['y']],
    shape: [1, 3],
    x: [-1, 0, 2],
    dy: [5, 6, 7],
    dx: [0, 0, 7],
  },
  {
    name: 'Clip as ReLU6 is flat at 0 and 6',
    node: ['Clip', ['x', 'zero', 'six'], ['y']],
    shape: [1, 5],
    x: [-1, 0, 3, 6, 7],
    dy: [1, 2, 3, 4, 5],
    dx: [0, 0, 3, 0, 0],
  },
  {
    name: 'Clip in opset 10',
    opset: 10,
    node: ['Clip', ['x'], ['y'], { min: float(0), max: float(6) }],
    shape: [1, 5],
    x: [-1, 0, 3, 6, 7],
    dy: [1, 2, 3, 4, 5],
    dx: [0, 0, 3, 0, 0],
  },
  {
    name: 'LeakyRelu has the lower slope at 0',
    node: ['LeakyRelu', ['x'], ['y'], { alpha: 0.5 }],
    shape: [1, 3],
    x: [-2, 0, 2],
    dy: [2, 4, 8],
    dx: [1, 2, 8],
  },
  {
    name: 'Abs is flat at 0',
    node: ['Abs', ['x'], ['y']],
    shape: [1, 3],
    x: [-2, 0, 2],
    dy: [3, 4, 5],
    dx: [-3, 0, 5],
  },
  ...[1, 2, 4].flatMap((p): Special[] => [
    {
      name: `LpPool with p ${p} is flat where the norm is 0`,
      node: ['LpPool', ['x'], ['y'], { ...pool, p }],
      shape: [1, 1, 2, 4],
      x: [0, 0, 0, 0, 0, 0, 0, -1],
      dy: [5, 7],
      dx: [0, 0, 0, 0, 0, 0, 0, -7],
    },
    {
      name: `GlobalLpPool with p ${p} is flat where the norm is 0`,
      node: ['GlobalLpPool', ['x'], ['y'], { p }],
      shape: [1, 2, 1, 2],
      x: [0, 0, 0, 1],
      dy: [5, 7],
      dx: [0, 0, 0, 7],
    },
  ]),
  {
    name: 'Shrink is flat up to its bounds',
    node: ['Shrink', ['x'], ['y'], { lambd: float(1), bias: float(1) }],
    shape: [1, 5],
    x: [-2, -1, 0, 1, 2],
    dy: [1, 2, 3, 4, 5],
    dx: [1, 0, 0, 0, 5],
  },
  {
    name: 'ReduceProd of a plane with one zero moves by that zero only',
    node: ['ReduceProd', ['x'], ['y'], { axes: [1], keepdims: 0 }],
    shape: [3, 3],
    x: [2, 0, 3, 0, 0, 5, 1, 2, 4],
    dy: [1, 1, 2],
    dx: [0, 6, 0, 0, 0, 0, 16, 8, 4],
  },
  {
    name: 'HardSigmoid is flat outside',
    node: ['HardSigmoid', ['x'], ['y'], { alpha: 0.25, beta: 0.5 }],
    shape: [1, 4],
    x: [-2, 0, 2, 3],
    dy: [4, 4, 4, 4],
    dx: [0, 1, 0, 0],
  },
  {
    name: 'HardSwish at its ends',
    node: ['HardSwish', ['x'], ['y']],
    shape: [1, 4],
    x: [-3, 0, 3, 9],
    dy: [2, 2, 2, 2],
    dx: [0, 1, 2, 2],
  },
  {
    name: 'MaxPool gives to the first of tied elements',
    node: ['MaxPool', ['x'], ['y'], pool],
    shape: [1, 1, 2, 4],
    x: [0, 0, 3, 5, 0, 0, 5, 1],
    dy: [7, 9],
    dx: [7, 0, 0, 9, 0, 0, 0, 0],
  },
  {
    name: 'MaxPool in opset 7',
    opset: 7,
    node: ['MaxPool', ['x'], ['y'], pool],
    shape: [1, 1, 2, 4],
    x: [0, 0, 3, 5, 0, 0, 5, 1],
    dy: [7, 9],
    dx: [7, 0, 0, 9, 0, 0, 0, 0],
  },
  {
    name: 'MaxPool with overlap sums what an element gets',
    node: ['MaxPool', ['x'], ['y'], overlapping],
    shape: [1, 1, 2, 3],
    x: [1, 4, 4, 0, 4, 2],
    dy: [7, 9],
    dx: [0, 16, 0, 0, 0, 0],
  },
  {
    name: 'MaxPool with overlap in opset 9',
    opset: 9,
    node: ['MaxPool', ['x'], ['y'], overlapping],
    shape: [1, 1, 2, 3],
    x: [1, 4, 4, 0, 4, 2],
    dy: [7, 9],
    dx: [0, 16, 0, 0, 0, 0],
  },
  {
    name: 'MaxPool ignores padding, even below 0',
    node: ['MaxPool', ['x'], ['y'], { ...pool, pads: [1, 1, 1, 1] }],
    shape: [1, 1, 2, 2],
    x: [-1, -2, -3, -4],
    dy: [1, 2, 3, 4],
    dx: [1, 2, 3, 4],
  },
  {
    name: 'GlobalMaxPool gives to the first',
    node: ['GlobalMaxPool', ['x'], ['y']],
    shape: [1, 2, 1, 3],
    x: [1, 5, 5, 0, 0, 0],
    dy: [7, 9],
    dx: [0, 7, 0, 9, 0, 0],
  },
  {
    name: 'ReduceMax gives to the first',
    node: ['ReduceMax', ['x'], ['y'], { axes: [1], keepdims: 0 }],
    shape: [2, 3],
    x: [4, 1, 4, 2, 2, 1],
    dy: [3, 5],
    dx: [3, 0, 0, 5, 0, 0],
  },
  {
    name: 'ReduceMin gives to the first',
    node: ['ReduceMin', ['x'], ['y'], { axes: [1], keepdims: 0 }],
    shape: [2, 3],
    x: [4, 1, 1, 2, 1, 2],
    dy: [3, 5],
    dx: [0, 3, 0, 0, 5, 0],
  },
  {
    name: 'ReduceL2 of zeros',
    node: ['ReduceL2', ['x'], ['y'], { axes: [1], keepdims: 0 }],
    shape: [2, 2],
    x: [0, 0, 3, 4],
    dy: [5, 10],
    dx: [0, 0, 6, 8],
  },
  {
    name: 'Max with itself gives once',
    node: ['Max', ['x', 'x'], ['y']],
    shape: [1, 2],
    x: [1, 2],
    dy: [3, 4],
    dx: [3, 4],
  },
  {
    name: 'one tensor twice in one node',
    node: ['Mul', ['x', 'x'], ['y']],
    shape: [1, 3],
    x: [1, -2, 3],
    dy: [1, 1, 2],
    dx: [2, -4, 12],
  },
  {
    name: 'large logits do not overflow',
    node: ['LogSoftmax', ['x'], ['y'], { axis: 1 }],
    shape: [1, 2],
    x: [1000, 0],
    dy: [1, 0],
    dx: [0, 0],
  },
];

describe('special values', () => {
  test.each(SPECIALS.map((special) => [special.name, special] as const))('%s', async (_, special) => {
    const count = special.dy.length;
    const model = buildModel({
      opset: special.opset ?? 17,
      inputs: { x: special.shape },
      outputs: ['scores'],
      initializers: [
        int64Tensor('row', [2], [1, count]),
        floatTensor('zero', [], [0]),
        floatTensor('six', [], [6]),
      ],
      // The final Identity keeps the operator from being taken for a final activation.
      nodes: [special.node, ['Reshape', ['y', 'row'], ['flat']], ['Add', ['flat', 'zero'], ['scores']]],
    });
    const gradient = exportSingle(prepareModel(model), { layers: ['x'] });
    const feeds = { x: tensor(special.shape, special.x), score_weights: tensor([1, count], special.dy) };
    const { 'gradients/x': dx } = await runModel(gradient, feeds);
    expect(Array.from(dx.data, (value) => value + 0)).toEqual(special.dx);
  });

  test('operators without a slope pass nothing on, and block nothing else', async () => {
    const model = buildModel({
      inputs: { x: [1, 3] },
      outputs: ['scores'],
      nodes: [
        ['Sign', ['x'], ['sign']],
        ['Floor', ['x'], ['floor']],
        ['Add', ['sign', 'floor'], ['steps']],
        ['Mul', ['x', 'steps'], ['scores']],
      ],
    });
    const gradient = exportSingle(prepareModel(model), { layers: ['x'] });
    const feeds = { x: tensor([1, 3], [-1.5, 0.5, 2.5]), score_weights: tensor([1, 3], [1, 1, 1]) };
    const { 'gradients/x': dx, logits } = await runModel(gradient, feeds);
    expect(Array.from(dx.data)).toEqual([-3, 1, 3]);
    expect(Array.from(logits.data)).toEqual([4.5, 0.5, 7.5]);
  });

  test.each([-1, 1])(
    'the place of a maximum as zeros and ones along axis %d, without OneHot',
    async (axis) => {
      const model = buildModel({
        inputs: { x: [2, 3] },
        outputs: ['scores'],
        initializers: [
          int64Tensor('depth', [], [3]),
          int64Tensor('back', [], [3]),
          floatTensor('values', [2], [0.5, 2]),
        ],
        nodes: [
          ['ArgMax', ['x'], ['place'], { axis: 1, keepdims: 0 }],
          ['Sub', ['place', 'back'], ['counted from the end']],
          ['OneHot', ['counted from the end', 'depth', 'values'], ['chosen'], { axis }],
          ['Mul', ['x', 'chosen'], ['y']],
          ['ReduceSum', ['y'], ['scores'], { keepdims: 1 }],
        ],
      });
      const gradient = exportSingle(prepareModel(model), { layers: ['x'] });
      expect(gradient.graph.nodes.map(({ opType }) => opType)).not.toContain('OneHot');
      const feeds = { x: tensor([2, 3], [1, 5, 2, 7, 3, 4]), score_weights: tensor([1, 1], [1]) };
      const { 'gradients/x': dx, logits } = await runModel(gradient, feeds);
      expect(Array.from(dx.data)).toEqual([0.5, 2, 0.5, 2, 0.5, 0.5]);
      expect(Array.from(logits.data)).toEqual([29]);
    },
  );

  test('weights that are stored as integers are weights', async () => {
    const model = buildModel({
      inputs: { x: [1, 2] },
      outputs: ['scores'],
      initializers: [
        { name: 'w', dataType: DataType.INT8, dims: [2, 2], data: Uint8Array.of(1, 254, 3, 4) },
        floatTensor('scale', [], [0.5]),
      ],
      nodes: [
        ['DequantizeLinear', ['w', 'scale'], ['weights']],
        ['MatMul', ['x', 'weights'], ['scores']],
      ],
    });
    const gradient = exportSingle(prepareModel(model), { layers: ['x'] });
    const feeds = { x: tensor([1, 2], [1, 1]), score_weights: tensor([1, 2], [1, 10]) };
    const { 'gradients/x': dx } = await runModel(gradient, feeds);
    expect(Array.from(dx.data)).toEqual([-9.5, 21.5]);
  });

  test('a maximum that is a bound too gets its gradient once', async () => {
    const model = buildModel({
      inputs: { x: [1, 3] },
      outputs: ['scores'],
      nodes: [
        ['ReduceMax', ['x'], ['largest'], { keepdims: 0 }],
        ['Clip', ['x', '', 'largest'], ['scores']],
      ],
    });
    const gradient = exportSingle(prepareModel(model), { layers: ['x'] });
    const feeds = { x: tensor([1, 3], [-1, 0.5, 2]), score_weights: tensor([1, 3], [1, 2, 3]) };
    const { 'gradients/x': dx } = await runModel(gradient, feeds);
    expect(Array.from(dx.data)).toEqual([1, 2, 3]);
  });

  test('x outside a band: the Or of two comparisons is rewritten, for WebGPU has no kernel', async () => {
    const model = buildModel({
      inputs: { x: [1, 4] },
      outputs: ['scores'],
      initializers: [
        floatTensor('low', [], [-1]),
        floatTensor('high', [], [1]),
        floatTensor('zero', [], [0]),
      ],
      nodes: [
        ['Less', ['x', 'low'], ['below']],
        ['Greater', ['x', 'high'], ['above']],
        ['Or', ['below', 'above'], ['outside']],
        ['Where', ['outside', 'x', 'zero'], ['scores']],
      ],
    });
    const gradient = exportSingle(prepareModel(model), { layers: ['x'] });
    expect(gradient.graph.nodes.map(({ opType }) => opType)).not.toContain('Or');
    const feeds = { x: tensor([1, 4], [-2, -0.5, 0.5, 2]), score_weights: tensor([1, 4], [1, 2, 3, 4]) };
    const { 'gradients/x': dx, logits } = await runModel(gradient, feeds);
    expect(Array.from(dx.data)).toEqual([1, 0, 0, 4]);
    expect(Array.from(logits.data)).toEqual([-2, 0, 0, 2]);
  });
});
