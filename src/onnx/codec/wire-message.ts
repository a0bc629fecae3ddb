import { malformed } from './malformed.js';
import type { UnknownField } from '../graph/model.js';
import { decodeText } from './text.js';
import type { MessageSchema } from './message-schema.js';

/** One field: its place in the file, and its bytes (tag included) unless it is a message or was left unread. */
export interface WireField {
  readonly number: number;
  readonly wireType: number;
  readonly start: number;
  readonly body: number;
  readonly end: number;
  readonly raw?: Uint8Array;
  readonly message?: WireMessage;
}

/**
 * A protobuf message whose fields are found but not yet interpreted. As protobuf demands, the last of
 * several values of a singular field wins, and repeated numbers may be packed or not.
 */
export class WireMessage {
  readonly start: number;
  readonly end: number;
  /** Fields that the schema does not name, verbatim. */
  readonly unknown: readonly UnknownField[] | undefined;
  readonly #fields = new Map<number, WireField[]>();

  constructor(fields: readonly WireField[], start: number, end: number, schema: MessageSchema) {
    this.start = start;
    this.end = end;
    const unknown: UnknownField[] = [];
    for (const field of fields) {
      if (!(field.number in schema)) unknown.push(field.raw!);
      const known = this.#fields.get(field.number);
      if (known) known.push(field);
      else this.#fields.set(field.number, [field]);
    }
    this.unknown = unknown.length > 0 ? unknown : undefined;
  }

  has(number: number): boolean {
    return this.#fields.has(number);
  }

  fields(number: number): readonly WireField[] {
    return this.#fields.get(number) ?? [];
  }

  messages(number: number): readonly WireMessage[] {
    return this.fields(number).map((field) => field.message!);
  }

  message(number: number): WireMessage | undefined {
    return this.fields(number).at(-1)?.message;
  }

  bytes(number: number): Uint8Array | undefined {
    const field = this.fields(number).at(-1);
    return field && delimited(field);
  }

  bytesList(number: number): readonly Uint8Array[] {
    return this.fields(number).map(delimited);
  }

  text(number: number): string | undefined {
    const bytes = this.bytes(number);
    return bytes && decodeText(bytes);
  }

  texts(number: number): readonly string[] {
    return this.bytesList(number).map(decodeText);
  }

  /** Signed 64-bit; beyond 2^53 rounded to the nearest double. */
  int(number: number): number | undefined {
    const field = this.fields(number).at(-1);
    if (!field) return undefined;
    if (field.wireType !== 0) throw malformed(field.start, `field ${number} should be an integer`);
    return Number(decodeVarints(field)[0]);
  }

  ints(number: number): readonly number[] {
    return this.bigints(number).map(Number);
  }

  bigints(number: number): readonly bigint[] {
    return this.fields(number).flatMap((field) => {
      if (field.wireType !== 0 && field.wireType !== 2) {
        throw malformed(field.start, `field ${number} should hold integers`);
      }
      return decodeVarints(field);
    });
  }

  float(number: number): number | undefined {
    const field = this.fields(number).at(-1);
    if (!field) return undefined;
    if (field.wireType !== 5) throw malformed(field.start, `field ${number} should be a float`);
    return floatsIn(payloadOf(field))[0];
  }

  floats(number: number): readonly number[] {
    return this.fields(number).flatMap((field) => floatsIn(fixedBytes(field, 4)));
  }

  /** The bytes of a repeated fixed-width field (`width` 4 or 8), packed or not. */
  fixed(number: number, width: 4 | 8): readonly Uint8Array[] {
    return this.fields(number).map((field) => fixedBytes(field, width));
  }
}

function payloadOf(field: WireField): Uint8Array {
  return field.raw!.subarray(field.body - field.start);
}

function delimited(field: WireField): Uint8Array {
  if (field.wireType !== 2) throw malformed(field.start, `field ${field.number} should hold bytes`);
  return payloadOf(field);
}

function fixedBytes(field: WireField, width: 4 | 8): Uint8Array {
  const bytes = payloadOf(field);
  const expected = width === 4 ? 5 : 1;
  if ((field.wireType !== expected && field.wireType !== 2) || bytes.length % width !== 0) {
    throw malformed(field.start, `field ${field.number} should hold numbers of ${width} bytes`);
  }
  return bytes;
}

function floatsIn(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(4 * i, true));
}

function decodeVarints(field: WireField): bigint[] {
  const bytes = payloadOf(field);
  const values: bigint[] = [];
  let value = 0n;
  let shift = 0n;
  for (const byte of bytes) {
    value |= BigInt(byte & 127) << shift;
    shift += 7n;
    if (shift > 70n) throw malformed(field.body, 'an integer is longer than 64 bits');
    if (byte > 127) continue;
    values.push(BigInt.asIntN(64, value));
    value = 0n;
    shift = 0n;
  }
  if (shift > 0n) throw malformed(field.body, 'an integer is cut off');
  return values;
}
