import { SaliencyError } from '../errors.js';
import type { Graph, Node } from './model.js';

/**
 * The nodes in topological order: as they are where that is one, as ONNX demands, else sorted.
 *
 * @throws SaliencyError `model-invalid` for cycles, missing inputs and tensors that two nodes produce
 */
export function orderNodes({ nodes, inputs, initializers }: Graph): readonly Node[] {
  const known = new Set([...inputs.map(({ name }) => name), ...initializers.keys()]);
  refuseDuplicates(nodes, known);
  const ordered: Node[] = [];
  let waiting: readonly Node[] = nodes;
  while (waiting.length > 0) {
    const blocked = waiting.filter((node) => {
      if (!node.inputs.every((name) => name === '' || known.has(name))) return true;
      ordered.push(node);
      node.outputs.forEach((name) => known.add(name));
      return false;
    });
    if (blocked.length === waiting.length) throw unreachable(blocked, known);
    waiting = blocked;
  }
  return ordered;
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
  const [{ opType, name, outputs, inputs }] = blocked;
  const missing = inputs.find((input) => input !== '' && !known.has(input));
  const produced = blocked.some((node) => node.outputs.includes(missing ?? ''));
  const reason = produced ? 'the graph has a cycle' : 'no node produces it';
  return new SaliencyError(
    'model-invalid',
    `${opType} '${name || outputs[0]}' needs the tensor '${missing}', but ${reason}; export the model again.`,
    { details: { node: name, opType, tensor: missing } },
  );
}
