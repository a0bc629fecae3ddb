import { SaliencyError } from '../../errors.js';
import type { Graph, Node } from './model.js';

/**
 * The nodes in topological order: as they are where that is one, as ONNX demands, else sorted.
 *
 * @throws SaliencyError `model-invalid` for cycles, missing inputs and tensors that two nodes produce
 */
export function orderNodes(graph: Graph): readonly Node[] {
  const { nodes, inputs, initializers } = graph;
  const given = new Set([...inputs.map(({ name }) => name), ...initializers.keys(), '']);
  refuseDuplicates(nodes, given);
  return isOrdered(nodes, given) ? nodes : sort(nodes, given);
}

function isOrdered(nodes: readonly Node[], given: ReadonlySet<string>): boolean {
  const known = new Set(given);
  return nodes.every(({ inputs, outputs }) => {
    if (!inputs.every((name) => known.has(name))) return false;
    outputs.forEach((name) => known.add(name));
    return true;
  });
}

/** Kahn's algorithm: a node is ready once all nodes that it waits for are placed. */
function sort(nodes: readonly Node[], given: ReadonlySet<string>): readonly Node[] {
  const waitingFor = new Map<Node, number>();
  const readers = new Map<string, Node[]>();
  for (const node of nodes) {
    const open = [...new Set(node.inputs)].filter((name) => !given.has(name));
    waitingFor.set(node, open.length);
    for (const name of open) {
      const known = readers.get(name);
      if (known) known.push(node);
      else readers.set(name, [node]);
    }
  }
  const ready = nodes.filter((node) => waitingFor.get(node) === 0);
  for (const node of ready) {
    for (const reader of node.outputs.flatMap((name) => readers.get(name) ?? [])) {
      const left = waitingFor.get(reader)! - 1;
      waitingFor.set(reader, left);
      if (left === 0) ready.push(reader);
    }
  }
  if (ready.length === nodes.length) return ready;
  const placed = new Set(ready);
  const known = new Set([...given, ...ready.flatMap(({ outputs }) => outputs)]);
  throw unreachable(
    nodes.filter((node) => !placed.has(node)),
    known,
  );
}

function refuseDuplicates(nodes: readonly Node[], known: ReadonlySet<string>): void {
  const produced = new Set(known);
  for (const name of nodes.flatMap(({ outputs }) => outputs)) {
    if (name === '') continue;
    if (produced.has(name)) {
      throw new SaliencyError(
        'model-invalid',
        `The model computes the tensor '${name}' twice; export it again.`,
        { details: { tensor: name } },
      );
    }
    produced.add(name);
  }
}

function unreachable(blocked: readonly Node[], known: ReadonlySet<string>): SaliencyError {
  const produced = new Set(blocked.flatMap(({ outputs }) => outputs));
  const lacks = ({ inputs }: Node): boolean =>
    inputs.some((input) => !known.has(input) && !produced.has(input));
  const { opType, name, outputs, inputs } = blocked.find(lacks) ?? blocked[0];
  const missing =
    inputs.find((input) => !known.has(input) && !produced.has(input)) ??
    inputs.find((input) => !known.has(input));
  const reason = produced.has(missing ?? '') ? 'the graph has a cycle' : 'no node produces it';
  return new SaliencyError(
    'model-invalid',
    `${opType} '${name || outputs[0]}' needs the tensor '${missing}', but ${reason}; export the model again.`,
    { details: { node: name, opType, tensor: missing } },
  );
}
