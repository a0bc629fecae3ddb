import { DIMENSION, SHAPE, TENSOR_TYPE, TYPE, VALUE_INFO } from './fields.js';
import type { Dimension, ValueInfo } from '../graph/model.js';
import type { WireMessage } from './wire-message.js';
import { WireWriter } from './wire-writer.js';

export function parseValueInfo(message: WireMessage): ValueInfo {
  const name = message.text(VALUE_INFO.name) ?? '';
  const type = message.message(VALUE_INFO.type);
  const tensor = type?.message(TYPE.tensor);
  const base = { name, unknown: message.unknown };
  if (!tensor) return type ? { ...base, rawType: new WireWriter().raw(type.unknown).finish() } : base;
  const shape = tensor.message(TENSOR_TYPE.shape);
  return {
    ...base,
    dataType: tensor.int(TENSOR_TYPE.elementType) ?? 0,
    dims: shape?.messages(SHAPE.dims).map(parseDimension),
  };
}

/** Some exporters write -1 for an unknown size. */
function parseDimension(message: WireMessage): Dimension {
  const size = message.int(DIMENSION.value);
  if (size !== undefined) return size < 0 ? undefined : size;
  return message.text(DIMENSION.symbol) || undefined;
}
