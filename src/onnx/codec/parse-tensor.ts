import { byteLengthOf, dataTypeName, MAX_RANK } from '../graph/data-type.js';
import { sizeOf } from '../graph/shape.js';
import { ENTRY, TENSOR } from './fields.js';
import { malformed } from './malformed.js';
import { DataType, type Tensor, type TensorLink } from '../graph/model.js';
import type { WireField, WireMessage } from './wire-message.js';

const EXTERNAL = 1;

/** The repeated-number fields of TensorProto, and how their values become packed little-endian bytes. */
const NUMBERS: readonly { readonly field: number; readonly width?: 4 | 8 }[] = [
  { field: TENSOR.floatData, width: 4 },
  { field: TENSOR.doubleData, width: 8 },
  { field: TENSOR.int32Data },
  { field: TENSOR.int64Data },
  { field: TENSOR.uint64Data },
];

/** `location` is the name of the file that `message` was read from. */
export function parseTensor(message: WireMessage, location: string): Tensor {
  const name = message.text(TENSOR.name) ?? '';
  const dataType = message.int(TENSOR.dataType) ?? 0;
  const dims = message.ints(TENSOR.dims);
  const base = { name, dataType, dims, unknown: message.unknown };
  if (dims.length > MAX_RANK)
    throw malformed(message.start, `tensor '${name}' has ${dims.length} dimensions`);
  const count = sizeOf(dims);
  if (dims.some((size) => size < 0) || !Number.isSafeInteger(count)) {
    throw malformed(message.start, `tensor '${name}' has the impossible shape [${dims.join(', ')}]`);
  }
  if (dataType === DataType.STRING) return { ...base, strings: parseStrings(message, name, count) };
  if (count === 0) return { ...base, data: new Uint8Array(0) };

  const expected = byteLengthOf(dataType, count);
  const content = contentOf(message, dataType, location, expected);
  if (!content) throw malformed(message.start, `tensor '${name}' has no data`);
  const length = content.link?.length ?? content.data?.length;
  if (expected !== undefined && length !== expected) {
    throw malformed(
      message.start,
      `tensor '${name}' of shape [${dims.join(', ')}] (${dataTypeName(dataType)}) should hold ${expected} bytes, not ${length}`,
    );
  }
  return { ...base, ...content };
}

function parseStrings(message: WireMessage, name: string, count: number): readonly Uint8Array[] {
  const strings = message.bytesList(TENSOR.stringData);
  if (strings.length === count) return strings;
  throw malformed(message.start, `tensor '${name}' should hold ${count} strings, not ${strings.length}`);
}

function contentOf(
  message: WireMessage,
  dataType: number,
  location: string,
  expected: number | undefined,
): Pick<Tensor, 'data' | 'link'> | undefined {
  if (message.int(TENSOR.dataLocation) === EXTERNAL) return { link: parseLink(message, expected) };
  const raw = message.fields(TENSOR.rawData).at(-1);
  if (raw) return isLinked(raw) ? { link: linkTo(raw, location) } : { data: message.bytes(TENSOR.rawData)! };

  const present = NUMBERS.find(({ field }) => message.has(field));
  if (!present) return undefined;
  if (!present.width) return { data: packIntegers(message.bigints(present.field), dataType) };
  const fields = message.fields(present.field);
  const linked = fields.find(isLinked);
  if (!linked) return { data: concat(message.fixed(present.field, present.width)) };
  if (fields.length > 1) throw malformed(linked.start, 'a tensor holds its numbers in several large parts');
  return { link: linkTo(linked, location) };
}

function isLinked(field: WireField): boolean {
  return field.raw === undefined;
}

/** The bytes stay where they are; see the quirk `weightsInHeap`. */
function linkTo(field: WireField, location: string): TensorLink {
  return { location, offset: field.body, length: field.end - field.body };
}

function parseLink(message: WireMessage, expected: number | undefined): TensorLink {
  const entries = new Map(
    message.messages(TENSOR.externalData).map((entry) => [entry.text(ENTRY.key), entry.text(ENTRY.value)]),
  );
  const location = asPath(entries.get('location') ?? '');
  const offset = parseSize(message, entries.get('offset')) ?? 0;
  const length = parseSize(message, entries.get('length')) ?? expected;
  if (location === '' || /^\/|^[A-Za-z]:|(^|\/)\.\.(\/|$)/.test(location)) {
    throw malformed(
      message.start,
      `the external data location '${location}' is not a file beside or below the model`,
    );
  }
  if (length === undefined) throw malformed(message.start, 'external data has no length');
  return { location, offset, length };
}

/** Windows writes `weights\\w.bin`, and some write `./w.bin`. */
function asPath(location: string): string {
  return location.replaceAll('\\', '/').replace(/^(\.\/)+/, '');
}

function parseSize(message: WireMessage, text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  const size = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(size)) return size;
  throw malformed(message.start, `external data has the offset or length '${text}'`);
}

/** `int32_data` also carries the narrower types, one element per number, and float16 as bit patterns. */
function packIntegers(values: readonly bigint[], dataType: number): Uint8Array {
  const width = byteLengthOf(dataType, 1) ?? 0;
  const bytes = new Uint8Array(values.length * width);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => {
    if (width === 8) view.setBigUint64(8 * i, BigInt.asUintN(64, value), true);
    else if (width === 4) view.setUint32(4 * i, Number(BigInt.asUintN(32, value)), true);
    else if (width === 2) view.setUint16(2 * i, Number(BigInt.asUintN(16, value)), true);
    else if (width === 1) view.setUint8(i, Number(BigInt.asUintN(8, value)));
  });
  return bytes;
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0];
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
