import { toTensor } from '../graph/constant.js';
import { toFloat32 } from '../graph/to-float32.js';
import { DataType, type Attribute, type Node, type Tensor, type TensorType } from '../graph/model.js';

/** See the quirk `otherFloats`. */
const OTHER_FLOATS: ReadonlySet<number> = new Set([DataType.FLOAT16, DataType.BFLOAT16, DataType.DOUBLE]);

/** Attributes by which an operator names the type of what it gives, or of what it computes with. */
const TYPE_ATTRIBUTES: ReadonlySet<string> = new Set([
  ...['to', 'dtype', 'output_dtype', 'output_datatype'],
  ...['stash_type', 'softmax_precision'],
]);

export function isOtherFloat(dataType: number): boolean {
  return OTHER_FLOATS.has(dataType);
}

export function singleType(type: TensorType): TensorType {
  return OTHER_FLOATS.has(type.dataType) ? { ...type, dataType: DataType.FLOAT } : type;
}

/** The node with float32 wherever its attributes name another floating-point type. */
export function singleNode(node: Node): Node {
  if (![...node.attributes].some(([name, value]) => singleAttribute(name, value) !== value)) return node;
  const attributes = [...node.attributes].map(
    ([name, value]) => [name, singleAttribute(name, value)] as const,
  );
  return { ...node, attributes: new Map(attributes) };
}

function singleAttribute(name: string, attribute: Attribute): Attribute {
  if (attribute.type === 'int' && TYPE_ATTRIBUTES.has(name) && OTHER_FLOATS.has(attribute.value))
    return { ...attribute, value: DataType.FLOAT };
  if (attribute.type !== 'tensor') return attribute;
  const value = singleTensor(attribute.value);
  return value === attribute.value ? attribute : { ...attribute, value };
}

/** A constant as float32; one of other values, or whose bytes were not read, as it is. */
export function singleTensor(tensor: Tensor): Tensor {
  const { name, dims, dataType, data } = tensor;
  if (!isOtherFloat(dataType) || !data) return tensor;
  const values = toFloat32(dataType, data);
  return toTensor(name, { dataType: DataType.FLOAT, shape: dims, values: Array.from(values) });
}
