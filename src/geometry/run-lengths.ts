import type { Mask } from './mask.js';

/**
 * A mask as COCO has it without compression: lengths of runs down the columns, from left to right, in turn outside and
 * inside, the first one outside (and 0 where the first pixel is inside).
 */
export interface RunLengths {
  readonly counts: readonly number[];
  readonly size: readonly [height: number, width: number];
}

export function runLengthsOf({ data, width, height }: Mask): RunLengths {
  const counts: number[] = [];
  let [run, value] = [0, 0];
  for (let x = 0; x < width; x++) {
    for (let y = 0, i = x; y < height; y++, i += width) {
      const next = data[i] ? 1 : 0;
      if (next !== value) {
        counts.push(run);
        [run, value] = [0, next];
      }
      run++;
    }
  }
  if (run > 0) counts.push(run);
  return { counts, size: [height, width] };
}

/** Runs beyond the mask's end are left out, and what they do not reach is outside. */
export function maskOfRunLengths({ counts, size: [height, width] }: RunLengths): Mask {
  const data = new Uint8Array(width * height);
  let start = 0;
  counts.forEach((count, i) => {
    const end = Math.min(data.length, start + count);
    if (i % 2 === 1) {
      for (let at = start; at < end; at++) data[(at % height) * width + Math.floor(at / height)] = 1;
    }
    start += count;
  });
  return { data, width, height };
}
