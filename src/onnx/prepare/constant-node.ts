import {
  floatAttribute,
  floatsAttribute,
  intAttribute,
  intsAttribute,
  stringAttribute,
  tensorAttribute,
} from '../graph/attributes.js';
import { toTensor } from '../graph/constant.js';
import { DataType, type Node, type Tensor } from '../graph/model.js';
import { encodeText } from '../codec/text.js';

type Reader = (node: Node, attribute: string) => Omit<Tensor, 'name'> | undefined;

/** The forms in which a Constant node may hold its value; `sparse_value` stays with the runtime. */
const READERS: Readonly<Record<string, Reader>> = {
  value: tensorAttribute,
  value_float: (node, name) => numbers(DataType.FLOAT, floatAttribute(node, name)),
  value_int: (node, name) => numbers(DataType.INT64, intAttribute(node, name)),
  value_floats: (node, name) => numbers(DataType.FLOAT, floatsAttribute(node, name)),
  value_ints: (node, name) => numbers(DataType.INT64, intsAttribute(node, name)),
  value_string: (node, name) => {
    const text = stringAttribute(node, name);
    return text === undefined
      ? undefined
      : { dataType: DataType.STRING, dims: [], strings: [encodeText(text)] };
  },
};

/** The tensor of a Constant node, named as its output; undefined for other nodes. */
export function constantOfNode(node: Node): Tensor | undefined {
  if (node.opType !== 'Constant' || node.domain !== '') return undefined;
  for (const [attribute, read] of Object.entries(READERS)) {
    const tensor = read(node, attribute);
    if (tensor) return { ...tensor, name: node.outputs[0] };
  }
  return undefined;
}

function numbers(dataType: number, value: number | readonly number[] | undefined): Tensor | undefined {
  if (value === undefined) return undefined;
  const isList = typeof value !== 'number';
  const values = isList ? value : [value];
  return toTensor('', { dataType, shape: isList ? [values.length] : [], values });
}
