import { printModel } from '../../src/onnx/codec/print-model.js';
import { encodeValues } from '../../src/onnx/graph/constant.js';
import { isFloating } from '../../src/onnx/graph/data-type.js';
import { DataType, type Tensor } from '../../src/onnx/graph/model.js';
import type { InputSpec } from '../../src/models/model-card.js';
import { buildModel, seededNumbers, type NodeInput } from '../fixtures/build-model.js';

/** Of 1/64, so that every floating-point type holds them exactly. */
const coarse = (count: number, seed: number): number[] =>
  Array.from(seededNumbers(count, seed), (value) => Math.round(64 * value) / 64);

export const BYTES: InputSpec = {
  name: 'image',
  layout: 'NCHW',
  width: 32,
  height: 32,
  channels: 'RGB',
  range: [0, 255],
  mean: [0, 0, 0],
  std: [1, 1, 1],
  resize: 'stretch',
};

/** Twice r2 where the image is bright, as it nearly always is, and r2 elsewhere. */
const SIDES: Readonly<Record<'bool' | 'float' | 'int64', readonly NodeInput[]>> = {
  bool: sideNodes(['Where', ['bright', 'twice', 'r2'], ['sided']]),
  int64: sideNodes(
    ['Cast', ['bright'], ['number'], { to: DataType.INT64 }],
    ['Cast', ['number'], ['again'], { to: DataType.BOOL }],
    ['Where', ['again', 'twice', 'r2'], ['sided']],
  ),
  float: sideNodes(
    ['Cast', ['bright'], ['one'], { to: DataType.FLOAT }],
    ['Mul', ['one', 'r2'], ['more']],
    ['Add', ['more', 'r2'], ['sided']],
  ),
};

function sideNodes(...last: readonly NodeInput[]): readonly NodeInput[] {
  return [
    ['ReduceMean', ['scaled'], ['mean'], { axes: [1, 2, 3] }],
    ['Greater', ['mean', 'k'], ['bright']],
    ['Add', ['r2', 'r2'], ['twice']],
    ...last,
  ];
}

interface Front {
  /** Added to what the image holds. */
  readonly offset?: number;
  /** What is done to the image before it becomes a float. */
  readonly front?: readonly NodeInput[];
  readonly extra?: readonly Tensor[];
  /** Whether a channel's share in the last layer hangs on the type of a tensor that goes around it. */
  readonly side?: 'bool' | 'float' | 'int64';
}

/**
 * Two convolutions, global pooling and a linear layer, which scale bytes themselves. A floating-point type is that of
 * everything; whole numbers are that of the image only.
 */
export function typedClassifier(
  imageType: number,
  { offset = 0, front = [], extra = [], side }: Front = {},
): Blob {
  const type = isFloating(imageType) ? imageType : DataType.FLOAT;
  const tensor = (name: string, dims: readonly number[], values: readonly number[]): Tensor => ({
    name,
    dataType: type,
    dims,
    data: encodeValues(type, values),
  });
  const cast: NodeInput = ['Cast', [front.at(-1)?.[2][0] ?? 'image'], ['floats'], { to: type }];
  const model = buildModel({
    inputs: { image: { name: 'image', dataType: imageType, dims: [1, 3, 32, 32] } },
    outputs: ['logits'],
    initializers: [
      tensor('offset', [], [offset]),
      tensor('k', [], [1 / 256]),
      tensor('w1', [8, 3, 3, 3], coarse(216, 1)),
      tensor('b1', [8], coarse(8, 2)),
      tensor('w2', [12, 8, 3, 3], coarse(864, 3)),
      tensor('b2', [12], coarse(12, 4)),
      tensor('w3', [12, 4], coarse(48, 5)),
      tensor('b3', [4], coarse(4, 6)),
      ...extra,
    ],
    nodes: [
      ...front,
      cast,
      ['Add', ['floats', 'offset'], ['bytes']],
      ['Mul', ['bytes', 'k'], ['scaled']],
      ['Conv', ['scaled', 'w1', 'b1'], ['c1'], { pads: [1, 1, 1, 1], strides: [2, 2] }],
      ['Relu', ['c1'], ['r1']],
      ['Conv', ['r1', 'w2', 'b2'], ['c2'], { pads: [1, 1, 1, 1], strides: [2, 2] }],
      ['Relu', ['c2'], ['r2']],
      ...(side ? SIDES[side] : []),
      ['GlobalAveragePool', [side ? 'sided' : 'r2'], ['pool']],
      ['Flatten', ['pool'], ['flat']],
      ['Gemm', ['flat', 'w3', 'b3'], ['logits']],
    ],
  });
  return new Blob([printModel(model)]);
}
