import { encodeText } from './text.js';

const MAX_INT64 = 2n ** 63n - 1n;

/** Builds one protobuf message. Repeated numbers are written unpacked, as onnx.proto (proto2) declares them. */
export class WireWriter {
  readonly #chunks: Uint8Array[] = [];
  #length = 0;

  /** Signed 64-bit. Numbers of 2^63 and above, which a double cannot tell from the largest int64, become that. */
  int(number: number, value: number): this {
    return this.#push(varint(BigInt(number * 8))).#push(varint(BigInt.asUintN(64, toInt64(value))));
  }

  ints(number: number, values: readonly number[]): this {
    for (const value of values) this.int(number, value);
    return this;
  }

  float(number: number, value: number): this {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    return this.#push(varint(BigInt(number * 8 + 5))).#push(bytes);
  }

  floats(number: number, values: readonly number[]): this {
    for (const value of values) this.float(number, value);
    return this;
  }

  bytes(number: number, value: Uint8Array): this {
    return this.#push(varint(BigInt(number * 8 + 2)))
      .#push(varint(BigInt(value.length)))
      .#push(value);
  }

  text(number: number, value: string): this {
    return this.bytes(number, encodeText(value));
  }

  texts(number: number, values: readonly string[]): this {
    for (const value of values) this.text(number, value);
    return this;
  }

  /** Skips `undefined` and `''`, which readers take for absent anyway. */
  optionalText(number: number, value: string | undefined): this {
    return value ? this.text(number, value) : this;
  }

  /** Fields verbatim: tags and payloads. */
  raw(fields: readonly Uint8Array[] | undefined): this {
    for (const field of fields ?? []) this.#push(field);
    return this;
  }

  finish(): Uint8Array<ArrayBuffer> {
    const out = new Uint8Array(this.#length);
    let at = 0;
    for (const chunk of this.#chunks) {
      out.set(chunk, at);
      at += chunk.length;
    }
    return out;
  }

  #push(chunk: Uint8Array): this {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    return this;
  }
}

function toInt64(value: number): bigint {
  const integer = BigInt(Math.trunc(value));
  if (integer > MAX_INT64) return MAX_INT64;
  return integer < -MAX_INT64 - 1n ? -MAX_INT64 - 1n : integer;
}

function varint(value: bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}
