import { SaliencyError } from '../../errors.js';
import type { Model, TensorType } from '../../onnx/graph/model.js';
import type { PreparedModel } from '../../onnx/prepare/prepare-model.js';
import { renameKnown } from '../../onnx/graph/rename-tensors.js';

/** A model without tensors of certain names, and what its own tensors are called now. */
export interface RenamedModel {
  readonly model: Model;
  readonly types: ReadonlyMap<string, TensorType>;
  readonly rename: (name: string) => string;
}

/** Renames tensors of the model whose names the export needs for its own inputs and outputs. */
export function freeNames({ model, types }: PreparedModel, reserved: readonly string[]): RenamedModel {
  const { graph } = model;
  const taken = reserved.filter((name) => types.has(name) || graph.initializers.has(name));
  const clash = taken.find((name) => graph.inputs.some((input) => input.name === name));
  if (clash !== undefined) {
    throw new SaliencyError(
      'bad-option',
      `The export needs the name "${clash}", which the model's input has; rename that input.`,
    );
  }
  const names = new Map(taken.map((name) => [name, `model/${name}`]));
  const rename = (name: string): string => names.get(name) ?? name;
  if (taken.length === 0) return { model, types, rename };
  const renamed = {
    ...graph,
    nodes: graph.nodes.map((node) => renameKnown(node, names)),
    initializers: new Map(
      [...graph.initializers].map(([name, tensor]) => [rename(name), { ...tensor, name: rename(name) }]),
    ),
    outputs: graph.outputs.map((output) => ({ ...output, name: rename(output.name) })),
  };
  const renamedTypes = new Map([...types].map(([name, type]) => [rename(name), type]));
  return { model: { ...model, graph: renamed }, types: renamedTypes, rename };
}
