import { readConstant } from '../../onnx/graph/constant.js';
import { DataType, type Attribute, type Graph, type Node, type Tensor } from '../../onnx/graph/model.js';
import { decodeText } from '../../onnx/codec/text.js';
import { constantOfNode } from '../../onnx/prepare/constant-node.js';
import {
  isNaming,
  ML_DOMAIN,
  NAMING,
  originOf,
  producersIn,
  type Producers,
} from '../../onnx/prepare/score-outputs.js';

type Names = readonly (string | number)[];

/**
 * What a graph itself calls its classes: by the labels of ZipMap, or of the table that the name of the best class is
 * looked up in. Numbers that only count the classes are no names.
 */
export function graphLabels(graph: Graph, classes: number): readonly string[] | undefined {
  const producers = producersIn(graph);
  for (const { name } of graph.outputs) {
    const names = namesOf(graph, producers, name, classes);
    const tells = names?.some((one, index) => one !== index);
    if (tells && names?.length === classes) return names.map(String);
  }
  return undefined;
}

function namesOf(graph: Graph, producers: Producers, tensor: string, classes: number): Names | undefined {
  const node = originOf(producers, tensor);
  if (!node) return undefined;
  if (node.domain === '' && node.opType === 'ArgMax') return Array.from({ length: classes }, (_, i) => i);
  if (node.domain === ML_DOMAIN && node.opType === 'ZipMap') return listIn(node, 'classlabels');
  if (!isNaming(node)) return undefined;
  if (node.opType === 'ArrayFeatureExtractor') return constantNames(graph, producers, node.inputs[0]);
  const keys = namesOf(graph, producers, node.inputs[NAMING.LabelEncoder], classes);
  return keys && encoded(node, keys);
}

/** LabelEncoder: `classes_strings` in version 1, else pairs of keys and values. */
function encoded(node: Node, names: Names): Names | undefined {
  const table = listIn(node, 'classes');
  if (table) return names.map((name) => table[Number(name)] ?? name);
  const [keys, values] = [listIn(node, 'keys'), listIn(node, 'values')];
  if (!keys || !values) return undefined;
  const map = new Map(keys.map((key, i) => [key, values[i]]));
  return names.every((name) => map.has(name)) ? names.map((name) => map.get(name) ?? name) : undefined;
}

function listIn({ attributes }: Node, name: string): Names | undefined {
  const given = ['strings', 'int64s', 'tensor']
    .map((type) => attributes.get(`${name}_${type}`))
    .flatMap((attribute) => (attribute ? [valuesOf(attribute)] : []));
  return given.find((values) => values !== undefined && values.length > 0);
}

function valuesOf(attribute: Attribute): Names | undefined {
  if (attribute.type === 'strings' || attribute.type === 'ints') return attribute.value;
  return attribute.type === 'tensor' ? tensorNames(attribute.value) : undefined;
}

function constantNames(graph: Graph, producers: Producers, tensor: string): Names | undefined {
  const node = producers.get(tensor);
  const found = graph.initializers.get(tensor) ?? (node && constantOfNode(node));
  return found && tensorNames(found);
}

function tensorNames(tensor: Tensor): Names | undefined {
  if (tensor.dataType === DataType.STRING) return tensor.strings?.map(decodeText);
  return readConstant(tensor)?.values;
}
