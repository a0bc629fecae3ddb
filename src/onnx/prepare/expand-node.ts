import type { FreshNames } from '../graph/fresh-names.js';
import type { Attribute, Graph, Node, Tensor } from '../graph/model.js';
import { nameResults, renameTensors } from '../graph/rename-tensors.js';
import { referenceOf, type ModelFunction } from './model-function.js';
import { parseSubgraph } from './subgraph.js';

/** What a node stands for, in the names of the graph that it lies in. */
export interface Expansion {
  readonly nodes: readonly Node[];
  readonly initializers: readonly Tensor[];
}

/** AttributeProto.AttributeType GRAPH and GRAPHS. */
const GRAPH_KINDS: ReadonlySet<number> = new Set([5, 10]);

/** True for If, Loop, Scan and whatever else holds a graph. */
export function holdsGraph(node: Node): boolean {
  return [...node.attributes.values()].some(
    (attribute) => attribute.type === 'opaque' && GRAPH_KINDS.has(attribute.kind),
  );
}

/** The branch that an If with a constant condition takes. Its graph may use tensors of the outer one. */
export function expandIf(node: Node, condition: boolean, fresh: FreshNames): Expansion | undefined {
  const branch = parseSubgraph(node.attributes.get(condition ? 'then_branch' : 'else_branch'));
  if (!branch || branch.outputs.length !== node.outputs.length) return undefined;
  const inner = namesIn(branch);
  const name = freshIn(node, fresh);
  const results = branch.outputs.map(({ name }) => name);
  const { rename, identities } = renaming(node, fresh, results, inner.produced, (one) =>
    inner.all.has(one) ? name.tensor(one) : one,
  );
  return {
    nodes: [...branch.nodes.map((one) => renameNode(one, rename, name.node)), ...identities],
    initializers: [...branch.initializers.values()].map((tensor) => ({
      ...tensor,
      name: rename(tensor.name),
    })),
  };
}

/** The body of a function, with the call's inputs, outputs and attributes in their places. */
export function expandCall(node: Node, body: ModelFunction, fresh: FreshNames): Expansion {
  const name = freshIn(node, fresh);
  const inputs = new Map(body.inputs.map((name, i) => [name, node.inputs[i] ?? '']));
  const produced = new Set(body.nodes.flatMap(({ outputs }) => outputs));
  const { rename, identities } = renaming(
    node,
    fresh,
    body.outputs,
    produced,
    (one) => inputs.get(one) ?? name.tensor(one),
  );
  const nodes = body.nodes.map((one) => renameNode(bindAttributes(one, node, body), rename, name.node));
  return { nodes: [...nodes, ...identities], initializers: [] };
}

/** Names for what lies inside a node: one for each tensor, behind the name of the node's output. */
function freshIn(
  node: Node,
  fresh: FreshNames,
): { tensor: (inner: string) => string; node: (inner: string) => string } {
  const prefix = `${node.outputs.find((name) => name !== '') ?? node.name}/`;
  const known = new Map<string, string>();
  return {
    tensor: (inner) => {
      const name = known.get(inner) ?? fresh.tensor(prefix + inner);
      known.set(inner, name);
      return name;
    },
    node: (inner) => inner && fresh.node(prefix + inner),
  };
}

function namesIn(graph: Graph): { produced: ReadonlySet<string>; all: ReadonlySet<string> } {
  const produced = new Set(graph.nodes.flatMap(({ outputs }) => outputs));
  return { produced, all: new Set([...produced, ...graph.initializers.keys()]) };
}

/** Inner results take the outer names, at once where a node produces them, through an Identity elsewhere. */
function renaming(
  node: Node,
  fresh: FreshNames,
  results: readonly string[],
  produced: ReadonlySet<string>,
  other: (name: string) => string,
): { rename: (name: string) => string; identities: readonly Node[] } {
  const { names, copies } = nameResults(results, node.outputs, produced);
  const rename = (name: string): string => (name === '' ? '' : (names.get(name) ?? other(name)));
  const identities = copies.map(([result, output]) => ({
    name: fresh.node(output),
    opType: 'Identity',
    domain: '',
    inputs: [rename(result)],
    outputs: [output],
    attributes: new Map<string, Attribute>(),
  }));
  return { rename, identities };
}

function renameNode(node: Node, rename: (name: string) => string, nameOf: (name: string) => string): Node {
  return { ...renameTensors(node, rename), name: nameOf(node.name) };
}

/** Attributes that refer to one of the call take its value, or the function's default, or are left out. */
function bindAttributes(node: Node, call: Node, body: ModelFunction): Node {
  const attributes = new Map<string, Attribute>();
  for (const [name, attribute] of node.attributes) {
    const reference = referenceOf(attribute);
    const value =
      reference === undefined ? attribute : (call.attributes.get(reference) ?? body.defaults.get(reference));
    if (value) attributes.set(name, value);
  }
  return { ...node, attributes };
}
