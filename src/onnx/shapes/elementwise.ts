import { DataType } from '../graph/model.js';
import type { Operator } from '../graph/operator.js';
import { broadcast, forAll, sameAsInput, type ShapeRule, type ShapeTable } from './shape-rule.js';

const UNARY = [
  ...[
    'Relu',
    'LeakyRelu',
    'Elu',
    'Selu',
    'Celu',
    'Clip',
    'ThresholdedRelu',
    'Shrink',
    'Sigmoid',
    'HardSigmoid',
  ],
  ...[
    'HardSwish',
    'Swish',
    'Tanh',
    'Gelu',
    'Erf',
    'Softplus',
    'Softsign',
    'Mish',
    'Sqrt',
    'Exp',
    'Log',
    'Neg',
    'Abs',
  ],
  ...['Reciprocal', 'Sin', 'Cos', 'Tan', 'Asin', 'Acos', 'Atan', 'Sinh', 'Cosh', 'Asinh', 'Acosh', 'Atanh'],
  ...['Floor', 'Ceil', 'Round', 'Sign', 'Identity', 'BitwiseNot'],
];
const BINARY = [
  'Add',
  'Sub',
  'Mul',
  'Div',
  'Pow',
  'Mod',
  'BitShift',
  'BitwiseAnd',
  'BitwiseOr',
  'BitwiseXor',
];
const COMPARISONS = ['Equal', 'Greater', 'Less', 'GreaterOrEqual', 'LessOrEqual', 'And', 'Or', 'Xor'];

/** Output type by the operator's rule, shape by broadcasting all inputs. */
function broadcastAs(typeOf: (op: Operator) => number): ShapeRule {
  return (op) => ({
    dataType: typeOf(op),
    shape: broadcast(
      op,
      op.node.inputs.map((_, index) => op.shape(index)),
    ),
  });
}

const asBool: ShapeRule = (op) => ({ dataType: DataType.BOOL, shape: op.shape(0) });

export const elementwiseShapes: ShapeTable = {
  ...forAll(UNARY, sameAsInput),
  ...forAll(
    [...BINARY, 'Min', 'Max', 'Sum', 'Mean'],
    broadcastAs((op) => op.input(0).dataType),
  ),
  ...forAll(
    COMPARISONS,
    broadcastAs(() => DataType.BOOL),
  ),
  Where: broadcastAs((op) => op.input(1).dataType),
  ...forAll(['Not', 'IsNaN', 'IsInf'], asBool),
  PRelu: sameAsInput,
  Cast: (op) => ({ dataType: op.int('to', DataType.FLOAT), shape: op.shape(0) }),
  CastLike: (op) => ({ dataType: op.input(1).dataType, shape: op.shape(0) }),
  QuantizeLinear: (op) => ({
    dataType: op.types[2]?.dataType ?? (op.int('output_dtype', 0) || DataType.UINT8),
    shape: op.shape(0),
  }),
  // Quantised values, their scale and their zero point
  DynamicQuantizeLinear: (op) => [
    { dataType: DataType.UINT8, shape: op.shape(0) },
    { dataType: DataType.FLOAT, shape: [] },
    { dataType: DataType.UINT8, shape: [] },
  ],
  DequantizeLinear: (op) => ({ dataType: op.input(1).dataType, shape: op.shape(0) }),
  // The mask was a float tensor before it became one of booleans.
  Dropout: (op) => [
    op.input(0),
    { dataType: op.opset < 10 ? op.input(0).dataType : DataType.BOOL, shape: op.shape(0) },
  ],
};
