import type { GradientExport } from '../../../gradient/export/export-gradient.js';
import { DataType, type TensorType } from '../../../onnx/graph/model.js';
import type { PreparedModel } from '../../../onnx/prepare/prepare-model.js';
import type { Demands } from '../ort/backend.js';

const BYTES_PER_ELEMENT: Readonly<Record<number, number>> = {
  [DataType.FLOAT16]: 2,
  [DataType.DOUBLE]: 8,
  [DataType.INT64]: 8,
};

const byteCount = ({ dataType, shape }: TensorType): number =>
  shape.reduce((product, size) => product * size, BYTES_PER_ELEMENT[dataType] ?? 4);

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
