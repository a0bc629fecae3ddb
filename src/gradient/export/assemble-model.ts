import type { Model, Node, Tensor, TensorType, ValueInfo } from '../../onnx/graph/model.js';
import { neededNodes } from '../../onnx/graph/needed-nodes.js';

export interface Assembly {
  readonly name: string;
  readonly opsets: ReadonlyMap<string, number>;
  readonly nodes: readonly Node[];
  readonly initializers: ReadonlyMap<string, Tensor>;
  readonly types: ReadonlyMap<string, TensorType>;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/** A model of what the outputs need: dead nodes and unused initializers stay out. */
export function assembleModel(assembly: Assembly): Model {
  const { name, opsets, initializers, types, inputs, outputs } = assembly;
  const nodes = neededNodes(assembly.nodes, outputs, new Set(inputs));
  const used = new Set(nodes.flatMap((node) => node.inputs));
  const domains = new Set(['', ...nodes.map((node) => node.domain)]);
  const describe = (tensor: string): ValueInfo => {
    const type = types.get(tensor);
    return { name: tensor, dataType: type?.dataType, dims: type?.shape };
  };
  return {
    irVersion: irVersionOf(opsets.get('') ?? 1),
    opsets: new Map([...opsets].filter(([domain]) => domains.has(domain))),
    metadata: new Map(),
    producer: 'saliency-overlay',
    graph: {
      name,
      nodes,
      initializers: new Map([...initializers].filter(([tensor]) => used.has(tensor))),
      inputs: inputs.map(describe),
      outputs: outputs.map(describe),
      valueInfo: new Map(),
    },
  };
}

/** The IR version of the ONNX release that introduced the opset (onnx/docs/Versioning.md); at least 4. */
function irVersionOf(opset: number): number {
  const releases = [
    [24, 11],
    [21, 10],
    [19, 9],
    [15, 8],
    [12, 7],
    [11, 6],
    [10, 5],
  ] as const;
  return releases.find(([since]) => opset >= since)?.[1] ?? 4;
}
