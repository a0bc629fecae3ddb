import { sha256 } from '@noble/hashes/sha2.js';
import { SaliencyError } from '../../errors.js';
import type { ByteSource } from '../codec/byte-source.js';
import { parseModel } from '../codec/parse-model.js';
import { ENCODINGS } from './encodings.js';
import { planWeights, type PlannedRun, type WeightFormat } from './plan-weights.js';
import {
  DIGEST_BYTES,
  isTransport,
  MAGIC,
  printPrefix,
  printSegmentHeader,
  SEGMENT,
  SEGMENT_VALUES,
} from './transport-format.js';

export interface CompressOptions {
  readonly weights: WeightFormat;
}

export interface CompressReport {
  /** Tensors that were rounded. */
  readonly tensors: number;
  readonly values: number;
  /** Root of the mean squared rounding error over that of the weights themselves. */
  readonly relativeError: number;
}

const OWN = 'model.onnx';

/** A segment of bytes that stay as they are. */
function* verbatim(bytes: Uint8Array): Generator<Uint8Array> {
  yield printSegmentHeader({ code: SEGMENT.bytes, units: bytes.length, values: 1 });
  yield bytes;
}

interface ErrorSums {
  values: number;
  error: number;
  signal: number;
}

/**
 * Writes a model as a transport file, piece by piece, without holding more than a few megabytes of it. The expanded
 * file has the size and the layout of the original.
 *
 * @throws SaliencyError those of `parseModel`; `bad-option` for a file that is compressed already, or has no weights
 * of its own.
 */
export async function* compressModel(
  source: ByteSource,
  { weights }: CompressOptions,
): AsyncGenerator<Uint8Array, CompressReport> {
  if (isTransport(await source.read(0, Math.min(MAGIC.length, source.size))))
    throw new SaliencyError('bad-option', 'The file is compressed already; give the original .onnx file.');
  const runs = planWeights(await parseModel(source, { location: OWN }), OWN, weights);
  if (runs.length === 0) {
    throw new SaliencyError(
      'bad-option',
      'The file holds no float32 weights that could be compressed. Save the model as one .onnx file, in float32.',
    );
  }
  const sums: ErrorSums = { values: 0, error: 0, signal: 0 };
  const hash = sha256.create();
  hash.update(printPrefix({ bytes: source.size, weights }));
  yield printPrefix({ bytes: source.size, weights });
  for await (const piece of segments(source, runs, sums)) {
    hash.update(piece);
    yield piece;
  }
  yield printSegmentHeader({ code: SEGMENT.end, units: DIGEST_BYTES, values: 1 });
  yield hash.digest();
  return {
    tensors: runs.length,
    values: sums.values,
    relativeError: Math.sqrt(sums.error / (sums.signal || 1)),
  };
}

async function* segments(
  source: ByteSource,
  runs: readonly PlannedRun[],
  sums: ErrorSums,
): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (const run of runs) {
    if (run.link.offset < at) continue;
    yield* copy(source, at, run.link.offset);
    yield* encodeRun(source, run, sums);
    at = run.link.offset + run.link.length;
  }
  yield* copy(source, at, source.size);
}

async function* copy(source: ByteSource, from: number, to: number): AsyncGenerator<Uint8Array> {
  for (let at = from; at < to; at += SEGMENT_VALUES) {
    yield* verbatim(await source.read(at, Math.min(SEGMENT_VALUES, to - at)));
  }
}

async function* encodeRun(source: ByteSource, run: PlannedRun, sums: ErrorSums): AsyncGenerator<Uint8Array> {
  const { link, unit } = run;
  const total = link.length / 4;
  const perSegment = Math.max(1, Math.floor(SEGMENT_VALUES / unit)) * unit;
  const whole = total - (total % unit);
  for (let at = 0; at < total;) {
    const count = at < whole ? Math.min(perSegment, whole - at) : total - whole;
    const bytes = (await source.read(link.offset + at * 4, count * 4)).slice();
    yield* encodeSegment(bytes, at < whole ? unit : count, run, sums);
    at += count;
  }
}

function* encodeSegment(
  bytes: Uint8Array<ArrayBuffer>,
  unit: number,
  { encoding }: PlannedRun,
  sums: ErrorSums,
): Generator<Uint8Array> {
  const values = new Float32Array(bytes.buffer);
  if (!areFinite(values)) {
    yield* verbatim(bytes);
    return;
  }
  const { code, unitBytes, encode, decode } = ENCODINGS[encoding];
  const units = values.length / unit;
  const payload = new DataView(new ArrayBuffer(units * unitBytes(unit)));
  encode(values, unit, payload);
  const rounded = new Float32Array(values.length);
  decode(payload, unit, rounded);
  addErrors(values, rounded, sums);
  yield printSegmentHeader({ code, units, values: unit });
  yield new Uint8Array(payload.buffer);
}

function areFinite(values: Float32Array): boolean {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return false;
  return true;
}

function addErrors(values: Float32Array, rounded: Float32Array, sums: ErrorSums): void {
  sums.values += values.length;
  for (let i = 0; i < values.length; i++) {
    sums.error += (rounded[i] - values[i]) ** 2;
    sums.signal += values[i] ** 2;
  }
}
