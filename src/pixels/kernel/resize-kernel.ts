import type { ResamplingTaps } from '../resampling-taps.js';
import { packTaps } from './pack-taps.js';
import { COLUMN_GROUP, ROW_GROUP } from './resize-code.js';
import { giveBack, takeInstance, type WasmInstance } from './wasm-instance.js';

/** The kernel loads so many bytes at once, of which it weighs with 0 those that are of no picture. */
const VECTOR_BYTES = 16;

const padded = (bytes: number): number => Math.ceil(bytes / VECTOR_BYTES) * VECTOR_BYTES;

export interface BandSizes {
  readonly width: number;
  readonly bandRows: number;
  /** Of all bands. */
  readonly rows: number;
}

/** One picture's way through the kernel: bands of rows go in one by one, and then come out as columns. */
export class ResizeKernel {
  /** Where a band's pixels are to be put, 4 bytes each. */
  readonly band: Uint8Array<ArrayBuffer>;
  readonly #instance: WasmInstance;
  readonly #rowBytes: number;
  readonly #acrossTaps: number;
  readonly #downTaps: number;
  /** Bytes from a row of the result, or of what the rows became, to the next. */
  readonly #stride: number;
  readonly #narrowed: number;
  readonly #target: number;
  readonly #width: number;
  readonly #height: number;
  #rows = 0;

  constructor({ width, bandRows, rows }: BandSizes, across: ResamplingTaps, down: ResamplingTaps) {
    this.#width = across.starts.length;
    this.#height = down.starts.length;
    this.#rowBytes = 4 * width;
    this.#stride = padded(4 * this.#width);
    const acrossTaps = packTaps(across, ROW_GROUP, 4);
    const downTaps = packTaps(down, COLUMN_GROUP, this.#stride);
    let end = 0;
    const place = (bytes: number): number => {
      const at = end;
      end += padded(bytes) + VECTOR_BYTES;
      return at;
    };
    const band = place(this.#rowBytes * bandRows);
    this.#acrossTaps = place(acrossTaps.byteLength);
    this.#downTaps = place(downTaps.byteLength);
    this.#narrowed = place((rows + 1) * this.#stride);
    this.#target = place(this.#height * this.#stride);
    this.#instance = takeInstance(end);
    const { buffer } = this.#instance.memory;
    this.band = new Uint8Array(buffer, band, this.#rowBytes * bandRows);
    new Int32Array(buffer, this.#acrossTaps, acrossTaps.length).set(acrossTaps);
    new Int32Array(buffer, this.#downTaps, downTaps.length).set(downTaps);
  }

  /** The first `rows` rows of `band`. */
  takeRows(rows: number): void {
    const target = this.#narrowed + this.#rows * this.#stride;
    const gap = this.#stride - 4 * this.#width;
    const { byteOffset } = this.band;
    const { run } = this.#instance;
    run.resizeRows(byteOffset, this.#rowBytes, rows, this.#acrossTaps, this.#width, target, gap);
    this.#rows += rows;
  }

  /** What is wanted, 4 bytes a pixel, `stride` bytes a row; until the kernel is released. */
  columns(): { readonly pixels: Uint8Array; readonly stride: number } {
    const stride = this.#stride;
    const { run, memory } = this.#instance;
    run.resizeColumns(this.#narrowed, stride, this.#downTaps, this.#height, this.#target);
    return { pixels: new Uint8Array(memory.buffer, this.#target, this.#height * stride), stride };
  }

  release(): void {
    giveBack(this.#instance);
  }
}
