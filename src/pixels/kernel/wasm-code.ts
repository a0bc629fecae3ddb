/** WebAssembly's binary format, as far as the kernel needs it (WebAssembly Core Specification 2.0, section 5). */

export type Code = readonly number[];

/** Unsigned LEB128. */
function unsigned(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >>> 7)];
}

/** Signed LEB128. */
function signed(value: number): number[] {
  return value >= -64 && value < 64 ? [value & 127] : [(value & 127) | 128, ...signed(value >> 7)];
}

const simd = (op: number, ...rest: number[]): Code => [0xfd, ...unsigned(op), ...rest];
const text = (name: string): number[] => [name.length, ...[...name].map((letter) => letter.charCodeAt(0))];
const vector = (items: readonly Code[]): number[] => [...unsigned(items.length), ...items.flat()];
const section = (id: number, content: Code): number[] => [id, ...unsigned(content.length), ...content];

export const I32 = 0x7f;
export const V128 = 0x7b;

/** Instructions, by their names in the specification. */
export const op = {
  get: (local: number): Code => [0x20, local],
  set: (local: number): Code => [0x21, local],
  tee: (local: number): Code => [0x22, local],
  i32: (value: number): Code => [0x41, ...signed(value)],
  load: (offset = 0): Code => [0x28, 2, ...unsigned(offset)],
  store: (offset = 0): Code => [0x36, 2, ...unsigned(offset)],
  add: [0x6a] as Code,
  sub: [0x6b] as Code,
  ltU: [0x49] as Code,
  loadVector: (offset = 0): Code => simd(0x00, 0, ...unsigned(offset)),
  storeVector: (offset = 0): Code => simd(0x0b, 0, ...unsigned(offset)),
  loadSplat: (offset = 0): Code => simd(0x09, 2, ...unsigned(offset)),
  constant: (bytes: Code): Code => simd(0x0c, ...bytes),
  shuffle: (lanes: Code): Code => simd(0x0d, ...lanes),
  swizzle: simd(0x0e),
  splat: simd(0x11),
  lane0: simd(0x1b, 0),
  narrow8: simd(0x66),
  narrow16: simd(0x85),
  widenLow: simd(0x89),
  widenHigh: simd(0x8a),
  shiftLeft: simd(0xab),
  shiftRight: simd(0xac),
  addLanes: simd(0xae),
  dot: simd(0xba),
  /** Repeats the body while what it leaves on the stack is not 0. */
  repeat: (...body: readonly Code[]): Code => [0x03, 0x40, ...body.flat(), 0x0d, 0, 0x0b],
} as const;

export interface WasmFunction {
  readonly name: string;
  /** All of them 32-bit integers; there is no result. */
  readonly parameters: number;
  /** The types of locals after them. */
  readonly locals: readonly number[];
  readonly body: readonly Code[];
}

/** A module of exported functions over a memory that is imported as `env.memory`. */
export function wasmModule(functions: readonly WasmFunction[]): Uint8Array<ArrayBuffer> {
  const types = functions.map(({ parameters }) => [
    0x60,
    ...vector(Array.from({ length: parameters }, () => [I32])),
    0,
  ]);
  const bodies = functions.map(({ locals, body }) => {
    const code = [...vector(locals.map((type) => [1, type])), ...body.flat(), 0x0b];
    return [...unsigned(code.length), ...code];
  });
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, vector(types)),
    ...section(2, vector([[...text('env'), ...text('memory'), 2, 0, 1]])),
    ...section(3, vector(functions.map((_, index) => [index]))),
    ...section(7, vector(functions.map(({ name }, index) => [...text(name), 0, index]))),
    ...section(10, vector(bodies)),
  ]);
}
