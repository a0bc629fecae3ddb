import { ENTRY, TENSOR } from './fields.js';
import type { Tensor, TensorLink } from '../graph/model.js';
import { WireWriter } from './wire-writer.js';

const EXTERNAL = 1;

export function printTensor(tensor: Tensor): Uint8Array {
  const writer = new WireWriter().ints(TENSOR.dims, tensor.dims).int(TENSOR.dataType, tensor.dataType);
  for (const text of tensor.strings ?? []) writer.bytes(TENSOR.stringData, text);
  writer.optionalText(TENSOR.name, tensor.name);
  if (tensor.data) writer.bytes(TENSOR.rawData, tensor.data);
  if (tensor.link) printLink(writer, tensor.link);
  return writer.raw(tensor.unknown).finish();
}

function printLink(writer: WireWriter, { location, offset, length }: TensorLink): void {
  const entries = { location, offset: String(offset), length: String(length) };
  for (const [key, value] of Object.entries(entries)) {
    writer.bytes(
      TENSOR.externalData,
      new WireWriter().text(ENTRY.key, key).text(ENTRY.value, value).finish(),
    );
  }
  writer.int(TENSOR.dataLocation, EXTERNAL);
}
