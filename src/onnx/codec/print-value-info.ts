import { DIMENSION, SHAPE, TENSOR_TYPE, TYPE, VALUE_INFO } from './fields.js';
import type { Dimension, ValueInfo } from '../graph/model.js';
import { WireWriter } from './wire-writer.js';

export function printValueInfo(info: ValueInfo): Uint8Array {
  const writer = new WireWriter().text(VALUE_INFO.name, info.name);
  const type = info.dataType === undefined ? info.rawType : printTensorType(info.dataType, info.dims);
  if (type) writer.bytes(VALUE_INFO.type, type);
  return writer.raw(info.unknown).finish();
}

function printTensorType(dataType: number, dims: readonly Dimension[] | undefined): Uint8Array {
  const tensor = new WireWriter().int(TENSOR_TYPE.elementType, dataType);
  if (dims) {
    const shape = new WireWriter();
    for (const dim of dims) shape.bytes(SHAPE.dims, printDimension(dim));
    tensor.bytes(TENSOR_TYPE.shape, shape.finish());
  }
  return new WireWriter().bytes(TYPE.tensor, tensor.finish()).finish();
}

function printDimension(dim: Dimension): Uint8Array {
  const writer = new WireWriter();
  if (typeof dim === 'number') writer.int(DIMENSION.value, dim);
  if (typeof dim === 'string') writer.text(DIMENSION.symbol, dim);
  return writer.finish();
}
