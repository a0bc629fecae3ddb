import { sha256 } from '@noble/hashes/sha2.js';
import { decodeText } from '../codec/text.js';
import { ENCODING_BY_CODE } from './encodings.js';
import {
  DIGEST_BYTES,
  isTransport,
  PREFIX_BYTES,
  readPrefix,
  readSegmentHeader,
  SEGMENT,
  SEGMENT_BYTES,
  SEGMENT_VALUES,
  transportError,
  type SegmentHeader,
  type TransportInfo,
} from './transport-format.js';

/** What is read next, and how many bytes of it there are. */
type Stage =
  | { readonly kind: 'prefix' }
  | { readonly kind: 'json'; readonly bytes: number }
  | { readonly kind: 'header' }
  | { readonly kind: 'payload'; readonly segment: SegmentHeader }
  | { readonly kind: 'digest' }
  | { readonly kind: 'done' };

/** No segment is larger: a million values, or one unit of a long row. */
const MAX_SEGMENT_VALUES = SEGMENT_VALUES * 2;

/** Turns a transport file back into the model, while it arrives in pieces of any size. */
export class TransportExpander {
  #stage: Stage = { kind: 'prefix' };
  #wanted = PREFIX_BYTES;
  #buffer = new Uint8Array(1 << 16);
  #fill = 0;
  #read = 0;
  readonly #hash = sha256.create();
  #written = 0;
  #info: TransportInfo | undefined;

  /** Known after the first bytes. */
  get info(): TransportInfo | undefined {
    return this.#info;
  }

  /**
   * The bytes of the model that these bytes make possible.
   *
   * @throws SaliencyError `model-invalid`, `model-unsupported`.
   */
  *push(bytes: Uint8Array): Generator<Uint8Array> {
    for (let from = 0; from < bytes.length;) {
      if (this.#stage.kind === 'done') throw transportError('it goes on behind its end', this.#read);
      const piece = bytes.subarray(from, from + this.#wanted - this.#fill);
      this.#reserve();
      this.#buffer.set(piece, this.#fill);
      this.#fill += piece.length;
      this.#read += piece.length;
      from += piece.length;
      yield* this.#advance();
    }
  }

  /** @throws SaliencyError `model-invalid` where something is missing. */
  end(): void {
    if (this.#stage.kind !== 'done') throw transportError(`it ends after ${this.#read} bytes`, this.#read);
  }

  #reserve(): void {
    if (this.#buffer.length >= this.#wanted) return;
    const larger = new Uint8Array(this.#wanted);
    larger.set(this.#buffer.subarray(0, this.#fill));
    this.#buffer = larger;
  }

  *#advance(): Generator<Uint8Array> {
    while (this.#fill === this.#wanted && this.#stage.kind !== 'done') {
      const stage = this.#stage;
      const body = this.#buffer.subarray(0, this.#fill);
      this.#fill = 0;
      const isEnd = stage.kind === 'header' && readSegmentHeader(viewOf(body)).code === SEGMENT.end;
      if (stage.kind !== 'digest' && !isEnd) this.#hash.update(body);
      if (stage.kind === 'prefix') this.#onPrefix(body);
      else if (stage.kind === 'json') this.#onJson(body);
      else if (stage.kind === 'header') this.#onHeader(readSegmentHeader(viewOf(body)));
      else if (stage.kind === 'digest') this.#onDigest(body);
      else if (stage.kind === 'payload') {
        yield this.#decode(stage.segment, body);
        this.#want({ kind: 'header' }, SEGMENT_BYTES);
      }
    }
  }

  #want(stage: Stage, bytes: number): void {
    this.#stage = stage;
    this.#wanted = bytes;
  }

  #onPrefix(body: Uint8Array): void {
    if (!isTransport(body)) throw transportError('it does not begin as one', 0);
    const { bytes, jsonBytes } = readPrefix(viewOf(body));
    this.#info = { bytes, weights: '' };
    this.#want({ kind: 'json', bytes }, jsonBytes);
  }

  #onJson(body: Uint8Array): void {
    try {
      this.#info = { ...(JSON.parse(decodeText(body)) as TransportInfo), bytes: this.#info!.bytes };
    } catch {
      throw transportError('its description is not JSON', PREFIX_BYTES);
    }
    this.#want({ kind: 'header' }, SEGMENT_BYTES);
  }

  #onHeader(segment: SegmentHeader): void {
    const { code, units, values } = segment;
    if (code === SEGMENT.end) {
      if (this.#written !== this.#info!.bytes)
        throw transportError(`it makes ${this.#written} bytes instead of ${this.#info!.bytes}`, this.#read);
      this.#want({ kind: 'digest' }, DIGEST_BYTES);
      return;
    }
    const unitBytes = code === SEGMENT.bytes ? 1 : ENCODING_BY_CODE.get(code)?.unitBytes(values);
    const outBytes = units * values * (code === SEGMENT.bytes ? 1 : 4);
    if (unitBytes === undefined) throw transportError(`a segment has the unknown code ${code}`, this.#read);
    if (
      units * values > MAX_SEGMENT_VALUES ||
      values === 0 ||
      units === 0 ||
      (code === SEGMENT.bytes && values !== 1)
    )
      throw transportError('a segment has a size that makes no sense', this.#read);
    if (this.#written + outBytes > this.#info!.bytes)
      throw transportError('it makes too many bytes', this.#read);
    this.#want({ kind: 'payload', segment }, units * unitBytes);
  }

  #onDigest(body: Uint8Array): void {
    const found = this.#hash.digest();
    if (body.some((byte, i) => byte !== found[i]))
      throw transportError('its bytes are not those that were written (SHA-256)', this.#read);
    this.#want({ kind: 'done' }, 0);
  }

  #decode({ code, units, values }: SegmentHeader, body: Uint8Array): Uint8Array {
    const encoding = ENCODING_BY_CODE.get(code);
    if (!encoding) {
      this.#written += body.length;
      return body.slice();
    }
    const out = new Float32Array(units * values);
    encoding.decode(viewOf(body), values, out);
    this.#written += out.byteLength;
    return new Uint8Array(out.buffer);
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
