import type { Graph, Node } from '../graph/model.js';

/** Tensors that are the only way from the image to the scores, at their place in the order. */
export function bottlenecks(graph: Graph, nodes: readonly Node[]): Set<string> {
  const found = new Set<string>();
  const readers = countReaders(nodes);
  const open = new Set(
    graph.inputs.filter(({ name }) => !graph.initializers.has(name)).map(({ name }) => name),
  );
  for (const { inputs, outputs } of nodes) {
    const moving = inputs.some((name) => open.has(name));
    for (const name of inputs) {
      const left = (readers.get(name) ?? 0) - 1;
      readers.set(name, left);
      if (left === 0) open.delete(name);
    }
    if (!moving) continue;
    outputs.filter((name) => readers.has(name)).forEach((name) => open.add(name));
    const [only] = open;
    if (open.size === 1 && outputs.includes(only)) found.add(only);
  }
  return found;
}

function countReaders(nodes: readonly Node[]): Map<string, number> {
  const readers = new Map<string, number>();
  for (const name of nodes.flatMap(({ inputs }) => inputs)) readers.set(name, (readers.get(name) ?? 0) + 1);
  return readers;
}
