import { FreshNames } from '../../onnx/graph/fresh-names.js';
import type { Model, TensorType } from '../../onnx/graph/model.js';
import { renameKnown } from '../../onnx/graph/rename-tensors.js';
import type { PreparedModel } from '../../onnx/prepare/prepare-model.js';

/** A model without tensors of certain names, and what its own tensors are called now. */
export interface RenamedModel {
  readonly model: Model;
  readonly types: ReadonlyMap<string, TensorType>;
  readonly rename: (name: string) => string;
  /** Makes names that neither the model nor the export has. */
  readonly fresh: FreshNames;
  readonly notes: readonly string[];
}

/**
 * Renames tensors of the model, its image too, whose names the export needs for its own inputs and outputs: those are
 * what readers of the graphs go by.
 */
export function freeNames({ model, types }: PreparedModel, reserved: readonly string[]): RenamedModel {
  const { graph } = model;
  const fresh = new FreshNames(graph);
  fresh.hold([...types.keys(), ...reserved]);
  const wanted = new Set(reserved);
  const own = new Set([
    ...graph.inputs.map(({ name }) => name),
    ...types.keys(),
    ...graph.initializers.keys(),
  ]);
  for (const node of graph.nodes) node.outputs.forEach((name) => own.add(name));
  const taken = [...own].filter((name) => wanted.has(name));
  const names = new Map(taken.map((name) => [name, fresh.tensor(`model/${name}`)]));
  const rename = (name: string): string => names.get(name) ?? name;
  if (taken.length === 0) return { model, types, rename, fresh, notes: [] };
  const renamed = {
    ...graph,
    nodes: graph.nodes.map((node) => renameKnown(node, names)),
    initializers: new Map(
      [...graph.initializers].map(([name, tensor]) => [rename(name), { ...tensor, name: rename(name) }]),
    ),
    inputs: graph.inputs.map((input) => ({ ...input, name: rename(input.name) })),
    outputs: graph.outputs.map((output) => ({ ...output, name: rename(output.name) })),
  };
  const notes = graph.inputs
    .filter(({ name }) => names.has(name))
    .map(
      ({ name }) =>
        `The model's input "${name}" is called "${rename(name)}" in the export, which has a "${name}" of its own.`,
    );
  const renamedTypes = new Map([...types].map(([name, type]) => [rename(name), type]));
  return { model: { ...model, graph: renamed }, types: renamedTypes, rename, fresh, notes };
}
