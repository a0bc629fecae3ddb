import { SaliencyError } from '../../errors.js';
import type { ByteSource } from './byte-source.js';
import { malformed } from './malformed.js';
import type { MessageSchema } from './message-schema.js';
import { WireMessage, type WireField } from './wire-message.js';

/** The bytes that a reading wants before it can go on. */
export interface ByteRequest {
  readonly offset: number;
  readonly length: number;
}

/**
 * A computation over a file's bytes that stops to ask for those it does not hold. One parser thus serves
 * bytes in memory (`readSync`) and files (`readAsync`), and pays for a promise per window, not per field.
 */
export type Reading<T> = Generator<ByteRequest, T, Uint8Array>;

/** Payloads from this size on are linked, not read. */
const LINK_BYTES = 1024;

const WINDOW_BYTES = 1 << 16;
/** What is read is held in memory. */
const MAX_VALUE_BYTES = 1 << 28;
/** In a whole file; each costs some 150 bytes of memory. Only tensors with unpacked numbers come near. */
const MAX_FIELDS = 4_000_000;

/** Protobuf's own limit is 2 GiB; a field that claims more is noise, not a file cut short. */
const MAX_FILE_BYTES = 2 ** 32;

const VARINT = 0;
const FIXED64 = 1;
const DELIMITED = 2;
const FIXED32 = 5;

/** A sliding window over a file of `size` bytes, of which the first lies at `base`. */
export class ByteWindow {
  readonly size: number;
  #fields = 0;
  #taken = 0;
  #base = 0;
  #bytes = new Uint8Array(0) as Uint8Array;

  constructor(size: number) {
    this.size = size;
  }

  /** A copy of [start, end), which must lie inside the file. */
  *take(start: number, end: number): Reading<Uint8Array> {
    this.#taken += end - start;
    if (this.#taken > MAX_VALUE_BYTES) {
      throw new SaliencyError(
        'model-unsupported',
        `The model holds more than ${MAX_VALUE_BYTES} bytes besides its weights (at byte ${start}); save it with raw or external tensors.`,
        { details: { offset: start } },
      );
    }
    yield* this.#load(start, end - start);
    return this.#bytes.slice(start - this.#base, end - this.#base);
  }

  /** An unsigned number of at most 53 bits and the offset behind it; `limit` is the end of the message. */
  *varint(start: number, limit: number): Reading<{ value: number; end: number }> {
    yield* this.#load(start, Math.min(10, limit - start));
    let value = 0;
    let scale = 1;
    for (let end = start; end < limit && end < start + 10;) {
      const byte = this.#bytes[end++ - this.#base];
      value += (byte & 127) * scale;
      scale *= 128;
      if (byte < 128) return { value, end };
    }
    throw malformed(start, 'a number runs past the end of its message');
  }

  /** @throws SaliencyError `model-unsupported` when a file would fill the memory with fields */
  countField(offset: number): void {
    if (++this.#fields <= MAX_FIELDS) return;
    throw new SaliencyError(
      'model-unsupported',
      `The model has more than ${MAX_FIELDS} fields (at byte ${offset}); save it again with packed or raw tensors.`,
      { details: { offset } },
    );
  }

  *#load(offset: number, length: number): Reading<void> {
    if (offset >= this.#base && offset + length <= this.#base + this.#bytes.length) return;
    const wanted = Math.min(Math.max(length, WINDOW_BYTES), this.size - offset);
    const bytes = yield { offset, length: wanted };
    if (bytes.length !== wanted) {
      throw malformed(offset, `the file ended after ${bytes.length} of ${wanted} bytes`);
    }
    this.#base = offset;
    this.#bytes = bytes;
  }
}

/** Every field of the message in [start, end), with its sub-messages as far as `schema` names them. */
export function* readMessage(
  window: ByteWindow,
  start: number,
  end: number,
  schema: MessageSchema,
): Reading<WireMessage> {
  const fields: WireField[] = [];
  for (let offset = start; offset < end; offset = fields[fields.length - 1].end) {
    window.countField(offset);
    fields.push(yield* readField(window, offset, end, schema));
  }
  return new WireMessage(fields, start, end, schema);
}

function* readField(
  window: ByteWindow,
  start: number,
  limit: number,
  schema: MessageSchema,
): Reading<WireField> {
  const tag = yield* window.varint(start, limit);
  const number = Math.floor(tag.value / 8);
  const wireType = tag.value % 8;
  if (number < 1 || number > 0x1fffffff) throw malformed(start, `field number ${number} is out of range`);

  const { body, end } = yield* bounds(window, start, tag.end, limit, wireType);
  const kind = schema[number] ?? 'value';
  const place = { number, wireType, start, body, end };
  if (typeof kind === 'object') {
    if (wireType !== DELIMITED) throw malformed(start, `field ${number} should be a message`);
    return { ...place, message: yield* readMessage(window, body, end, kind) };
  }
  if (kind === 'payload' && wireType === DELIMITED && end - body >= LINK_BYTES) return place;
  return { ...place, raw: yield* window.take(start, end) };
}

function* bounds(
  window: ByteWindow,
  start: number,
  afterTag: number,
  limit: number,
  wireType: number,
): Reading<{ body: number; end: number }> {
  let body = afterTag;
  let end: number;
  if (wireType === VARINT) {
    end = (yield* window.varint(body, limit)).end;
  } else if (wireType === DELIMITED) {
    const length = yield* window.varint(body, limit);
    body = length.end;
    end = body + length.value;
  } else if (wireType === FIXED64 || wireType === FIXED32) {
    end = body + (wireType === FIXED64 ? 8 : 4);
  } else {
    throw malformed(start, `wire type ${wireType} does not exist in ONNX files`);
  }
  if (end <= limit) return { body, end };
  const missing = end - limit;
  if (limit < window.size || missing > MAX_FILE_BYTES) {
    throw malformed(start, 'a field runs past the end of its message');
  }
  throw new SaliencyError(
    'model-invalid',
    `The model file is incomplete: ${missing} bytes are missing at its end. Download or copy it again.`,
    { details: { offset: start, missing } },
  );
}

export async function readAsync<T>(source: ByteSource, reading: Reading<T>): Promise<T> {
  let step = reading.next();
  while (!step.done) step = reading.next(await source.read(step.value.offset, step.value.length));
  return step.value;
}

export function readSync<T>(bytes: Uint8Array, reading: Reading<T>): T {
  let step = reading.next();
  while (!step.done) {
    const { offset, length } = step.value;
    step = reading.next(bytes.subarray(offset, offset + length));
  }
  return step.value;
}
