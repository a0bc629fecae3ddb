import { expect, test } from 'vitest';
import { SaliencyError } from '../../../src/errors.js';
import { bytesOf } from '../../../src/onnx/codec/byte-source.js';
import { DataType, type Model } from '../../../src/onnx/graph/model.js';
import { parseModel } from '../../../src/onnx/codec/parse-model.js';
import { prepareModel } from '../../../src/onnx/prepare/prepare-model.js';
import { printModel } from '../../../src/onnx/codec/print-model.js';
import { spatialLayers } from '../../../src/onnx/layers/spatial-layers.js';
import { buildModel, float, floatTensor, int64Tensor, seededNumbers } from '../../fixtures/build-model.js';

const FILES = 10_000;

/** Integers in [0, limit) from a fixed seed (xorshift32). */
function generator(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % limit;
  };
}

const convolutional = buildModel({
  inputs: { x: ['N', 3, 8, 8] },
  outputs: ['y'],
  initializers: [
    floatTensor('w', [4, 3, 3, 3], seededNumbers(108)),
    floatTensor('big', [300], seededNumbers(300)),
    floatTensor('fc', [5, 36], seededNumbers(180)),
  ],
  nodes: [
    ['Conv', ['x', 'w'], ['conv'], { pads: [1, 1, 1, 1], group: 1 }],
    ['Relu', ['conv'], ['relu']],
    ['MaxPool', ['relu'], ['pool'], { kernel_shape: [3, 3], strides: [2, 2] }],
    ['Dropout', ['pool'], ['drop', 'mask']],
    ['Flatten', ['drop'], ['flat']],
    ['Gemm', ['flat', 'fc'], ['logits'], { transB: 1, alpha: float(1) }],
    ['Softmax', ['logits'], ['y']],
  ],
});

const shapeArithmetic = buildModel({
  opset: 13,
  inputs: { x: ['N', 4, 6, 6] },
  outputs: ['y'],
  initializers: [
    int64Tensor('zero', [1], [0]),
    int64Tensor('rest', [1], [-1]),
    int64Tensor('repeats', [2], [2, 3]),
    int64Tensor('from', [1], [1]),
    int64Tensor('to', [1], [1000]),
    floatTensor('scales', [4], [1, 1, 2, 2]),
  ],
  nodes: [
    ['Shape', ['x'], ['shape']],
    ['Gather', ['shape', 'zero'], ['batch']],
    ['Concat', ['batch', 'rest'], ['target'], { axis: 0 }],
    ['Constant', [], ['three'], { value: int64Tensor('', [], [3]) }],
    ['Mul', ['batch', 'three'], ['count']],
    ['Expand', ['three', 'count'], ['threes']],
    ['ConstantOfShape', ['count'], ['zeros'], { value: floatTensor('', [1], [0.5]) }],
    ['Range', ['zero', 'rest', 'three'], ['range']],
    ['Resize', ['x', '', 'scales'], ['large'], { mode: 'nearest' }],
    ['Slice', ['large', 'from', 'to'], ['cut']],
    ['Transpose', ['large'], ['turned'], { perm: [0, 2, 3, 1] }],
    ['Reshape', ['turned', 'target'], ['flat']],
    ['Tile', ['flat', 'repeats'], ['tiled']],
    ['Cast', ['tiled'], ['y'], { to: DataType.FLOAT }],
  ],
});

const SEEDS: readonly Model[] = [convolutional, shapeArithmetic];

type Mutation = (bytes: Uint8Array, random: (limit: number) => number) => Uint8Array;

/** Numbers that hurt: lengths and sizes at and beyond the limits of 7, 32, 53 and 64 bits. */
const EXTREMES: readonly (readonly number[])[] = [
  [0],
  [0x7f],
  [0xff, 0x7f],
  [0xff, 0xff, 0xff, 0xff, 0x07],
  [0xff, 0xff, 0xff, 0xff, 0x0f],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
];

const splice = (bytes: Uint8Array, at: number, removed: number, inserted: readonly number[]): Uint8Array =>
  Uint8Array.from([...bytes.subarray(0, at), ...inserted, ...bytes.subarray(at + removed)]);

const MUTATIONS: readonly Mutation[] = [
  (bytes, random) => bytes.slice(0, random(bytes.length)),
  (bytes, random) => {
    const copy = bytes.slice();
    for (let flips = 1 + random(4); flips > 0; flips--) copy[random(copy.length)] ^= 1 << random(8);
    return copy;
  },
  (bytes, random) => {
    const copy = bytes.slice();
    copy[random(copy.length)] = [0, 1, 0x7f, 0x80, 0xff][random(5)];
    return copy;
  },
  (bytes, random) => splice(bytes, random(bytes.length), 1 + random(3), EXTREMES[random(EXTREMES.length)]),
  (bytes, random) => splice(bytes, random(bytes.length), random(40), []),
  (bytes, random) => {
    const from = random(bytes.length);
    return splice(bytes, random(bytes.length), 0, [...bytes.subarray(from, from + random(60))]);
  },
];

/** Damage that leaves the wire format intact, so that it reaches what lies behind the parser. */
type Edit = (model: Model, random: (limit: number) => number) => Model;

const SIZES = [0, 1, 2, 3, 7, -1, 1e3, 2 ** 31, 2 ** 40, 2 ** 53, -(2 ** 31)];

const editNode =
  (
    edit: (
      node: Model['graph']['nodes'][number],
      names: readonly string[],
      random: (limit: number) => number,
    ) => object,
  ): Edit =>
  (model, random) => {
    const { nodes } = model.graph;
    const names = nodes.flatMap(({ inputs, outputs }) => [...inputs, ...outputs]);
    const chosen = random(nodes.length);
    const edited = nodes.map((node, i) => (i === chosen ? { ...node, ...edit(node, names, random) } : node));
    return { ...model, graph: { ...model.graph, nodes: edited } };
  };

const EDITS: readonly Edit[] = [
  // Cycles, missing tensors, tensors that are produced twice.
  editNode((node, names, random) => ({
    inputs: node.inputs.map((name) => (random(2) ? names[random(names.length)] : name)),
  })),
  editNode((_, names, random) => ({ outputs: [names[random(names.length)]] })),
  editNode((node, _, random) => ({ inputs: node.inputs.slice(0, random(node.inputs.length + 1)) })),
  editNode((node, _, random) => ({
    attributes: new Map(
      [...node.attributes].map(([name, attribute]) => [
        name,
        attribute.type === 'ints'
          ? { type: 'ints', value: attribute.value.map(() => SIZES[random(SIZES.length)]) }
          : { type: 'int', value: SIZES[random(SIZES.length)] },
      ]),
    ),
  })),
  // Another operator for the same tensors.
  editNode((_, __, random) => ({ opType: SEEDS.flatMap(({ graph }) => graph.nodes)[random(21)].opType })),
  // Absurd input shapes.
  (model, random) => {
    const dims = Array.from({ length: random(6) }, () => SIZES[random(SIZES.length)]);
    return {
      ...model,
      graph: { ...model.graph, inputs: model.graph.inputs.map((input) => ({ ...input, dims })) },
    };
  },
  // Absurd numbers where shapes are computed from.
  (model, random) => {
    const initializers = [...model.graph.initializers].map(([name, tensor]) => {
      const replace = tensor.dataType === DataType.INT64 && random(2) === 0;
      return [
        name,
        replace
          ? int64Tensor(
              name,
              tensor.dims,
              tensor.dims.flatMap((n) => Array<number>(n).fill(SIZES[random(SIZES.length)])),
            )
          : tensor,
      ] as const;
    });
    return { ...model, graph: { ...model.graph, initializers: new Map(initializers) } };
  },
];

async function read(bytes: Uint8Array): Promise<'read' | 'refused'> {
  try {
    const model = await parseModel(bytesOf(bytes), { location: 'fuzz.onnx' });
    printModel(model);
    const prepared = prepareModel(model);
    spatialLayers(prepared);
    printModel(prepared.model);
    return 'read';
  } catch (thrown) {
    if (thrown instanceof SaliencyError && thrown.code !== 'internal') return 'refused';
    throw thrown;
  }
}

test(`${FILES} damaged files are read or refused, and nothing else`, { timeout: 600_000 }, async () => {
  const random = generator(20260914);
  const originals = SEEDS.map((model) => printModel(model));
  const counts = { read: 0, refused: 0 };
  let slowest = 0;
  for (let i = 0; i < FILES; i++) {
    const seed = i % SEEDS.length;
    const damaged =
      i % 3 === 0
        ? printModel(EDITS[random(EDITS.length)](SEEDS[seed], random))
        : MUTATIONS[random(MUTATIONS.length)](originals[seed], random);
    const start = process.cpuUsage();
    try {
      counts[await read(damaged)]++;
    } catch (thrown) {
      throw new Error(`file ${i} broke the reader`, { cause: thrown });
    }
    slowest = Math.max(slowest, process.cpuUsage(start).user / 1e6);
  }
  expect(counts.read + counts.refused).toBe(FILES);
  expect(counts.read).toBeGreaterThan(FILES / 100);
  expect(counts.refused).toBeGreaterThan(FILES / 3);
  expect(slowest, 'seconds of processor time').toBeLessThan(5);
});
