import { SaliencyError } from '../../errors.js';
import { FreshNames } from '../graph/fresh-names.js';
import { readConstant, toTensor, type Constant } from '../graph/constant.js';
import { constantOfNode } from './constant-node.js';
import type { Graph, Model, Node, Tensor } from '../graph/model.js';
import { prepareModel, type PreparedModel } from './prepare-model.js';

/** Operators whose second input is a shape, which may begin with the batch. */
const SHAPED: ReadonlySet<string> = new Set(['Reshape', 'Expand']);
const IMAGE_RANK = 4;

/**
 * The model with a batch of one. Many files fix a larger one, because the image that they were traced with was the
 * first of ten; they need not be exported again where nothing but shapes holds on to it.
 *
 * @throws SaliencyError `model-unsupported` where something does
 */
export function forOneImage(model: Model): Model {
  const { graph } = model;
  const batch = fixedBatch(graph);
  if (batch === undefined) return model;
  const found = prepareModel(model);
  const single = { ...model, graph: withBatchOfOne(graph, batch, found) };
  if (!isForOneImage(single, batch, found)) {
    throw new SaliencyError(
      'model-unsupported',
      `The file takes exactly ${batch} images at a time, and its nodes hold on to that. Export the model with a batch of one, or with an open one (dynamic_axes).`,
      { details: { batch } },
    );
  }
  return single;
}

/** Of the only image input; undefined where it is open, one already, or where there is no such input. */
function fixedBatch({ inputs }: Graph): number | undefined {
  const [image] = inputs;
  const batch = image?.dims?.[0];
  const isFixed = image?.dims?.length === IMAGE_RANK && typeof batch === 'number' && batch > 1;
  return inputs.length === 1 && isFixed ? batch : undefined;
}

function withBatchOfOne(graph: Graph, batch: number, found: PreparedModel): Graph {
  const [image] = graph.inputs;
  const lifted = graph.nodes.flatMap((node) => constantOfNode(node) ?? []);
  const constants = new Map([
    ...graph.initializers,
    ...lifted.map((tensor) => [tensor.name, tensor] as const),
  ]);
  const initializers = new Map(graph.initializers);
  const fresh = new FreshNames(graph);
  const nodes = graph.nodes.map((node) => {
    const shape = shapeWithoutBatch(node, batch, constants, found);
    if (!shape) return node;
    const name = fresh.tensor(`${node.outputs[0]}/shape of one`);
    initializers.set(name, toTensor(name, shape));
    return { ...node, inputs: [node.inputs[0], name] };
  });
  return {
    ...graph,
    nodes,
    initializers,
    inputs: [{ ...image, dims: [1, ...(image.dims?.slice(1) ?? [])] }],
    // Those of the file are for its batch.
    outputs: graph.outputs.map((output) => ({ ...output, dims: undefined })),
    valueInfo: new Map(),
  };
}

/** The shape that a node asks for, where it is a constant that begins with the batch. */
function shapeWithoutBatch(
  { opType, domain, inputs }: Node,
  batch: number,
  constants: ReadonlyMap<string, Tensor>,
  { types, aliases }: PreparedModel,
): Constant | undefined {
  if (domain !== '' || !SHAPED.has(opType)) return undefined;
  const tensor = constants.get(inputs[1] ?? '');
  const wanted = tensor && readConstant(tensor);
  const leading = types.get(aliases.get(inputs[0]) ?? inputs[0])?.shape[0];
  const isBatch = leading === batch || (opType === 'Expand' && leading === 1);
  if (wanted?.values[0] !== batch || !isBatch) return undefined;
  return { ...wanted, values: [1, ...wanted.values.slice(1)] };
}

/** Every output must have become that of the first image. */
function isForOneImage(single: Model, batch: number, found: PreparedModel): boolean {
  const { types } = preparedOrNone(single) ?? {};
  return single.graph.outputs.every(({ name }) => {
    const [before, after] = [found.types.get(name)?.shape, types?.get(name)?.shape];
    if (before === undefined || after === undefined) return types !== undefined && before === after;
    const expected = before[0] === batch ? [1, ...before.slice(1)] : before;
    return expected.length === after.length && expected.every((size, axis) => size === after[axis]);
  });
}

function preparedOrNone(model: Model): PreparedModel | undefined {
  try {
    return prepareModel(model);
  } catch (thrown) {
    if (thrown instanceof SaliencyError) return undefined;
    throw thrown;
  }
}
