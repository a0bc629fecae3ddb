import type { GradientExport } from '../../../gradient/export/export-gradient.js';
import { byteLengthOf } from '../../../onnx/graph/data-type.js';
import type { TensorType } from '../../../onnx/graph/model.js';
import { sizeOf } from '../../../onnx/graph/shape.js';
import type { PreparedModel } from '../../../onnx/prepare/prepare-model.js';
import type { Demands } from '../ort/backend.js';

function byteCount({ dataType, shape }: TensorType): number {
  return byteLengthOf(dataType, sizeOf(shape)) ?? 0;
}

/** The largest tensor that a device must hold. */
export function demandsOf({ trunk, head }: GradientExport, prepared: PreparedModel): Demands {
  const graphs = [trunk, head].flatMap((model) => (model ? [model.graph] : []));
  const weights = graphs.flatMap(({ initializers }) => [...initializers.values()]);
  const made = graphs.flatMap(({ nodes }) => nodes.flatMap(({ outputs }) => outputs));
  const sizes = [
    ...weights.map(({ data, link }) => link?.length ?? data?.byteLength ?? 0),
    ...made.flatMap((name) => prepared.types.get(name) ?? []).map(byteCount),
  ];
  return { largestTensor: sizes.reduce((largest, size) => Math.max(largest, size), 0) };
}
