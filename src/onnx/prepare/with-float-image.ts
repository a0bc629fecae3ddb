import { toAttributes } from '../graph/attribute-input.js';
import { FreshNames } from '../graph/fresh-names.js';
import { holdsGraph } from './expand-node.js';
import { DataType, type Model, type Node } from '../graph/model.js';

/** Types of numbers that an image may have in a file. */
const CAST: ReadonlySet<number> = new Set([
  DataType.FLOAT16,
  DataType.BFLOAT16,
  DataType.DOUBLE,
  DataType.UINT8,
  DataType.INT32,
  DataType.INT64,
]);

/** The model with an image of float32, cast to the type that its file wants (half precision, bytes, ...). */
export function withFloatImage(model: Model): Model {
  const { graph } = model;
  const [image] = graph.inputs;
  // Graphs inside nodes may read the image by its name.
  const isKept = graph.inputs.length !== 1 || !CAST.has(image?.dataType ?? 0) || graph.nodes.some(holdsGraph);
  if (isKept || image.dataType === undefined) return model;
  const fresh = new FreshNames(graph);
  const typed = fresh.tensor(`${image.name}/typed`);
  const cast: Node = {
    name: fresh.node(typed),
    opType: 'Cast',
    domain: '',
    inputs: [image.name],
    outputs: [typed],
    attributes: toAttributes({ to: image.dataType }),
  };
  const nodes = graph.nodes.map((node) => ({
    ...node,
    inputs: node.inputs.map((name) => (name === image.name ? typed : name)),
  }));
  const inputs = [{ ...image, dataType: DataType.FLOAT }];
  return { ...model, graph: { ...graph, inputs, nodes: [cast, ...nodes] } };
}
