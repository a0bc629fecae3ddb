import type { Node } from './model.js';

const NOTHING: ReadonlySet<string> = new Set();

/** The nodes that `outputs` need, in their order, which is a topological one; tensors in `given` need nothing. */
export function neededNodes(
  nodes: readonly Node[],
  outputs: Iterable<string>,
  given: ReadonlySet<string> = NOTHING,
): Node[] {
  const wanted = new Set([...outputs].filter((name) => !given.has(name)));
  const needed: Node[] = [];
  for (const node of [...nodes].reverse()) {
    if (!node.outputs.some((name) => wanted.has(name))) continue;
    node.inputs.filter((name) => !given.has(name)).forEach((name) => wanted.add(name));
    needed.push(node);
  }
  return needed.reverse();
}
