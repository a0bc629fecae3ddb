import { SaliencyError } from '../../errors.js';
import { decodeText, encodeText } from '../codec/text.js';

/**
 * A transport file is a model on its way: the bytes of an ONNX file in order, cut into segments, of which those with
 * weights are written in fewer bits. Expanded, every byte is where it was in the original, so that links into the
 * file stay true; only the weights are rounded.
 *
 *     "SALIENCY", version u32, bytes of the expanded file u64, bytes of the JSON u32, JSON,
 *     then segments: code u8, 3 zero bytes, units u32, values a unit u32, payload;
 *     the last has code 255, and as payload the SHA-256 of all that comes before it.
 */
export const MAGIC = 'SALIENCY';
export const VERSION = 1;
export const PREFIX_BYTES = 24;
export const SEGMENT_BYTES = 12;

/** Codes beside those of the encodings. */
export const SEGMENT = { bytes: 0, end: 255 } as const;

export const DIGEST_BYTES = 32;

/** Values in one segment at most: what is held in memory on either side. */
export const SEGMENT_VALUES = 2 ** 20;
const MAX_JSON_BYTES = 2 ** 20;
const MAX_FILE_BYTES = 2 ** 32;

export interface TransportInfo {
  /** Of the expanded file. */
  readonly bytes: number;
  /** How weights were written: `int4`, `int8`, `fp16`. */
  readonly weights: string;
}

export interface SegmentHeader {
  readonly code: number;
  readonly units: number;
  readonly values: number;
}

export function isTransport(head: Uint8Array): boolean {
  return head.length >= MAGIC.length && decodeText(head.subarray(0, MAGIC.length)) === MAGIC;
}

export function transportError(message: string, offset: number): SaliencyError {
  return new SaliencyError(
    'model-invalid',
    `The compressed model is damaged: ${message}. Download or compress it again.`,
    {
      details: { offset },
    },
  );
}

export function printPrefix({ bytes, ...info }: TransportInfo): Uint8Array {
  const json = encodeText(JSON.stringify(info));
  const prefix = new Uint8Array(PREFIX_BYTES + json.length);
  const view = new DataView(prefix.buffer);
  prefix.set(encodeText(MAGIC));
  view.setUint32(8, VERSION, true);
  view.setBigUint64(12, BigInt(bytes), true);
  view.setUint32(20, json.length, true);
  prefix.set(json, PREFIX_BYTES);
  return prefix;
}

/** @throws SaliencyError `model-invalid`; `model-unsupported` for a version that is not known. */
export function readPrefix(prefix: DataView): { bytes: number; jsonBytes: number } {
  const version = prefix.getUint32(8, true);
  if (version !== VERSION) {
    throw new SaliencyError(
      'model-unsupported',
      `The compressed model has format ${version}; this version reads ${VERSION}. Update saliency-overlay, or compress the model again.`,
    );
  }
  const bytes = Number(prefix.getBigUint64(12, true));
  const jsonBytes = prefix.getUint32(20, true);
  if (bytes > MAX_FILE_BYTES || jsonBytes > MAX_JSON_BYTES)
    throw transportError('its sizes make no sense', 12);
  return { bytes, jsonBytes };
}

export function printSegmentHeader({ code, units, values }: SegmentHeader): Uint8Array {
  const view = new DataView(new ArrayBuffer(SEGMENT_BYTES));
  view.setUint8(0, code);
  view.setUint32(4, units, true);
  view.setUint32(8, values, true);
  return new Uint8Array(view.buffer);
}

export function readSegmentHeader(view: DataView): SegmentHeader {
  return { code: view.getUint8(0), units: view.getUint32(4, true), values: view.getUint32(8, true) };
}
