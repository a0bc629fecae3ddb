import { PRECISION } from '../resampling-taps.js';
import { I32, op, V128, wasmModule, type Code, type WasmFunction } from './wasm-code.js';

/**
 * A weight does not fit the 16 bits that `dot` multiplies, so it comes in two parts, of which each is summed by itself:
 * weight = high * 2 ** LOW_BITS + low. Sums are whole numbers modulo 2 ** 32, and so the same in any order.
 */
export const LOW_BITS = 11;
/** Source pixels of a row that are weighed at once, and rows of a column. */
export const ROW_GROUP = 4;
export const COLUMN_GROUP = 2;
/** Bytes before the weights of a wanted pixel: where its first source pixel lies, and how many groups there are. */
export const HEAD_BYTES = 8;

const HALF = 2 ** (PRECISION - 1);
const ABSENT = 0xff;
/** Of four pixels the first two, or the last, as 16-bit numbers, channel by channel: what `dot` adds in pairs. */
const FIRST_PAIR = [0, 4, 1, 5, 2, 6, 3, 7].flatMap((lane) => [lane, ABSENT]);
const LAST_PAIR = [8, 12, 9, 13, 10, 14, 11, 15].flatMap((lane) => [lane, ABSENT]);
/** The first or last eight bytes of two rows, in turns. */
const LOWER = [0, 1, 2, 3, 4, 5, 6, 7].flatMap((lane) => [lane, lane + 16]);
const UPPER = LOWER.map((lane) => lane + 8);

const increase = (local: number, by: Code): Code => [...op.get(local), ...by, ...op.add, ...op.set(local)];
const clear = (local: number): Code => [...op.i32(0), ...op.splat, ...op.set(local)];

/** local += dot(what is on the stack, the weights at `taps` + offset). */
const weigh = (local: number, vector: Code, taps: number, offset: number): Code => [
  ...vector,
  ...op.get(taps),
  ...op.loadSplat(offset),
  ...op.dot,
  ...op.get(local),
  ...op.addLanes,
  ...op.set(local),
];

/** (high * 2 ** LOW_BITS + low + a half) / 2 ** PRECISION, rounded down. */
const sumOf = (high: number, low: number): Code => [
  ...op.get(high),
  ...op.i32(LOW_BITS),
  ...op.shiftLeft,
  ...op.get(low),
  ...op.addLanes,
  ...op.i32(HALF),
  ...op.splat,
  ...op.addLanes,
  ...op.i32(PRECISION),
  ...op.shiftRight,
];

/** Each row of 4-byte pixels to as many as there are taps, and `gap` bytes between a row and the next. */
const resizeRows = (): WasmFunction => {
  const [source, sourceStride, rows, taps, count, target, gap] = [0, 1, 2, 3, 4, 5, 6];
  const [tap, left, at, groups, pixels, high, low] = [7, 8, 9, 10, 11, 12, 13];
  const first = [...op.get(pixels), ...op.constant(FIRST_PAIR), ...op.swizzle];
  const last = [...op.get(pixels), ...op.constant(LAST_PAIR), ...op.swizzle];
  const group = op.repeat(
    [...op.get(at), ...op.loadVector(), ...op.set(pixels)],
    weigh(high, first, tap, 0),
    weigh(high, last, tap, 4),
    weigh(low, first, tap, 8),
    weigh(low, last, tap, 12),
    increase(at, op.i32(4 * ROW_GROUP)),
    increase(tap, op.i32(16)),
    [...op.get(groups), ...op.i32(1), ...op.sub, ...op.tee(groups)],
  );
  const pixel = op.repeat(
    [...op.get(source), ...op.get(tap), ...op.load(0), ...op.add, ...op.set(at)],
    [...op.get(tap), ...op.load(4), ...op.set(groups)],
    increase(tap, op.i32(HEAD_BYTES)),
    clear(high),
    clear(low),
    group,
    op.get(target),
    [...sumOf(high, low), ...op.tee(high), ...op.get(high), ...op.narrow16],
    [...op.tee(high), ...op.get(high), ...op.narrow8, ...op.lane0],
    op.store(),
    increase(target, op.i32(4)),
    [...op.get(left), ...op.i32(1), ...op.sub, ...op.tee(left)],
  );
  const row = op.repeat(
    [...op.get(taps), ...op.set(tap), ...op.get(count), ...op.set(left)],
    pixel,
    increase(source, op.get(sourceStride)),
    increase(target, op.get(gap)),
    [...op.get(rows), ...op.i32(1), ...op.sub, ...op.tee(rows)],
  );
  const locals = [I32, I32, I32, I32, V128, V128, V128];
  return { name: 'resizeRows', parameters: 7, locals, body: [row] };
};

/** As many rows as there are taps, of `stride` bytes each: a multiple of 16. */
const resizeColumns = (): WasmFunction => {
  const [source, stride, taps, count, target] = [0, 1, 2, 3, 4];
  const [tap, at, groups, column, start, upperRow, lowerRow, pair] = [5, 6, 7, 8, 9, 10, 11, 12];
  const high = [13, 14, 15, 16];
  const low = [17, 18, 19, 20];
  const quarter = (index: number): Code => [
    ...(index % 2 === 0
      ? [
          ...op.get(upperRow),
          ...op.get(lowerRow),
          ...op.shuffle(index === 0 ? LOWER : UPPER),
          ...op.tee(pair),
          ...op.widenLow,
        ]
      : [...op.get(pair), ...op.widenHigh]),
  ];
  const weighQuarter = (index: number): Code => [
    ...quarter(index),
    ...op.set(21),
    ...weigh(high[index], op.get(21), tap, 0),
    ...weigh(low[index], op.get(21), tap, 4),
  ];
  const group = op.repeat(
    [...op.get(at), ...op.loadVector(), ...op.set(upperRow)],
    [...op.get(at), ...op.get(stride), ...op.add, ...op.tee(at), ...op.loadVector(), ...op.set(lowerRow)],
    ...[0, 1, 2, 3].map(weighQuarter),
    increase(at, op.get(stride)),
    increase(tap, op.i32(8)),
    [...op.get(groups), ...op.i32(1), ...op.sub, ...op.tee(groups)],
  );
  const block = op.repeat(
    [...op.get(start), ...op.i32(HEAD_BYTES), ...op.add, ...op.set(tap)],
    [...op.get(source), ...op.get(start), ...op.load(0), ...op.add],
    [...op.get(column), ...op.add, ...op.set(at)],
    [...op.get(start), ...op.load(4), ...op.set(groups)],
    ...[...high, ...low].map(clear),
    group,
    op.get(target),
    [...sumOf(high[0], low[0]), ...sumOf(high[1], low[1]), ...op.narrow16],
    [...sumOf(high[2], low[2]), ...sumOf(high[3], low[3]), ...op.narrow16],
    [...op.narrow8, ...op.storeVector()],
    increase(target, op.i32(16)),
    [...op.get(column), ...op.i32(16), ...op.add, ...op.tee(column), ...op.get(stride), ...op.ltU],
  );
  const row = op.repeat(
    [...op.i32(0), ...op.set(column)],
    block,
    // The weights of the next row begin where the last block has stopped.
    [...op.get(tap), ...op.set(start)],
    [...op.get(count), ...op.i32(1), ...op.sub, ...op.tee(count)],
  );
  const locals = [...Array<number>(5).fill(I32), ...Array<number>(12).fill(V128)];
  return {
    name: 'resizeColumns',
    parameters: 5,
    locals,
    body: [[...op.get(taps), ...op.set(start)], row],
  };
};

/** The two passes of `resizePixels`, with 128-bit arithmetic that ONNX Runtime's WebAssembly needs as well. */
export function resizeCode(): Uint8Array<ArrayBuffer> {
  return wasmModule([resizeRows(), resizeColumns()]);
}
