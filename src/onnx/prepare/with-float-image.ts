import { toAttributes } from '../graph/attribute-input.js';
import { FreshNames } from '../graph/fresh-names.js';
import { dataTypeName, isFloating } from '../graph/data-type.js';
import { DataType, type Graph, type Model, type Node, type ValueInfo } from '../graph/model.js';
import { orderNodes } from '../graph/order-nodes.js';
import { ContinuousImage } from './continuous-image.js';
import { holdsGraph } from './expand-node.js';
import { isWhole } from './whole-types.js';

/**
 * The model with an image of float32, whatever number its file takes. Half and double precision are cast to. Whole
 * numbers are not: noise on them would be rounded away or wrap around, and no gradient passes through a cast. The
 * numbers behind the image stay floats up to where the file itself turns them into floats; see {@link ContinuousImage}.
 */
export function withFloatImage(model: Model): Model {
  const { graph } = model;
  const [image] = graph.inputs;
  const type = image?.dataType ?? DataType.FLOAT;
  // Graphs inside nodes may read the image by its name.
  if (graph.inputs.length !== 1 || type === DataType.FLOAT || graph.nodes.some(holdsGraph)) return model;
  const inputs = [{ ...image, dataType: DataType.FLOAT, fileType: type }];
  if (isFloating(type)) return { ...model, graph: { ...withCast(graph, image.name, type), inputs } };
  if (!isWhole(type)) return model;
  const continuous = new ContinuousImage(graph, { name: image.name, dataType: type });
  for (const node of orderNodes(graph)) continuous.visit(node);
  const valueInfo = new Map(
    [...graph.valueInfo].map(([name, info]) => [name, continuous.holds(name) ? asFloat(info) : info]),
  );
  const { nodes, initializers } = continuous;
  return { ...model, graph: { ...graph, inputs, nodes, initializers, valueInfo } };
}

function asFloat(info: ValueInfo): ValueInfo {
  return { ...info, dataType: DataType.FLOAT };
}

function withCast(graph: Graph, image: string, type: number): Pick<Graph, keyof Graph> {
  const fresh = new FreshNames(graph);
  const typed = fresh.tensor(`${image}/${dataTypeName(type)}`);
  const cast: Node = {
    name: fresh.node(typed),
    opType: 'Cast',
    domain: '',
    inputs: [image],
    outputs: [typed],
    attributes: toAttributes({ to: type }),
  };
  const nodes = graph.nodes.map((node) => ({
    ...node,
    inputs: node.inputs.map((name) => (name === image ? typed : name)),
  }));
  return { ...graph, nodes: [cast, ...nodes] };
}
