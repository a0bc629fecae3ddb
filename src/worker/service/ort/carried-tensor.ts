import type { Tensor } from 'onnxruntime-web';
import { SaliencyError } from '../../../errors.js';
import { dataTypeName } from '../../../onnx/graph/data-type.js';
import { DataType, type TensorType } from '../../../onnx/graph/model.js';
import { sizeOf } from '../../../onnx/graph/shape.js';
import type { OrtModule } from './runtime.js';

/** Values that a trunk hands to a head: floats, or a mask, indices and the like. */
export type CarriedValues = Float32Array | Uint8Array | Int8Array | Int32Array | BigInt64Array;

interface Form {
  readonly type: Tensor.Type;
  readonly make: (size: number) => CarriedValues;
}

const FORMS: Readonly<Record<number, Form>> = {
  [DataType.FLOAT]: { type: 'float32', make: (size) => new Float32Array(size) },
  [DataType.BOOL]: { type: 'bool', make: (size) => new Uint8Array(size) },
  [DataType.UINT8]: { type: 'uint8', make: (size) => new Uint8Array(size) },
  [DataType.INT8]: { type: 'int8', make: (size) => new Int8Array(size) },
  [DataType.INT32]: { type: 'int32', make: (size) => new Int32Array(size) },
  [DataType.INT64]: { type: 'int64', make: (size) => new BigInt64Array(size) },
};

/**
 * The values of several images, one after the other, as a tensor for `batch` of them.
 *
 * @throws SaliencyError `model-unsupported` for a type that no head takes
 */
export function carriedTensor(
  { Tensor }: Pick<OrtModule, 'Tensor'>,
  { dataType, shape }: TensorType,
  rows: readonly CarriedValues[],
  batch: number,
): Tensor {
  const form = FORMS[dataType];
  if (!form) {
    throw new SaliencyError(
      'model-unsupported',
      `A tensor of type ${dataTypeName(dataType)} goes around the layer, which methods by perturbation cannot repeat. Choose another layer, or grad-cam.`,
    );
  }
  const size = sizeOf(shape) / batch;
  const data = form.make(size * batch);
  rows.forEach((row, index) => put(data, row, index * size));
  return new Tensor(form.type, data, shape);
}

function put(data: CarriedValues, row: CarriedValues, at: number): void {
  if (data instanceof BigInt64Array) data.set(row as BigInt64Array, at);
  else data.set(row as Exclude<CarriedValues, BigInt64Array>, at);
}
