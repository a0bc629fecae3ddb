/** Steps of the power iteration: the direction need not be exact, only the same each time. */
const STEPS = 12;

/**
 * Pixels in groups of like colours: the group that varies most along its principal direction is cut in two at its mean
 * there, until there are enough (Orchard and Bouman, "Color Quantization of Images", 1991). Without chance, so the same
 * pixels give the same groups.
 *
 * @param colours [pixels, 3]
 */
export function splitColours(
  colours: Float32Array,
  isChosen: (pixel: number) => boolean,
  count: number,
): number[][] {
  const chosen: number[] = [];
  for (let pixel = 0; pixel < colours.length / 3; pixel++) if (isChosen(pixel)) chosen.push(pixel);
  if (chosen.length === 0) return [];
  const groups = [describe(colours, chosen)];
  while (groups.length < count) {
    const widest = groups.reduce((best, group) => (group.spread > best.spread ? group : best));
    if (widest.spread === 0) break;
    const [low, high] = cut(colours, widest);
    if (low.length === 0 || high.length === 0) break;
    groups.splice(groups.indexOf(widest), 1, describe(colours, low), describe(colours, high));
  }
  return groups.map(({ pixels }) => pixels);
}

interface Group {
  readonly pixels: number[];
  readonly mean: readonly number[];
  readonly direction: readonly number[];
  /** The largest eigenvalue of the group's scatter matrix. */
  readonly spread: number;
}

function cut(colours: Float32Array, { pixels, mean, direction }: Group): [number[], number[]] {
  const along = (pixel: number): number =>
    direction.reduce((sum, part, i) => sum + part * (colours[pixel * 3 + i] - mean[i]), 0);
  const low: number[] = [];
  const high: number[] = [];
  for (const pixel of pixels) (along(pixel) <= 0 ? low : high).push(pixel);
  return [low, high];
}

function describe(colours: Float32Array, pixels: number[]): Group {
  const mean = [0, 1, 2].map(
    (i) => pixels.reduce((sum, pixel) => sum + colours[pixel * 3 + i], 0) / pixels.length,
  );
  const scatter = [0, 0, 0, 0, 0, 0, 0, 0, 0];
  for (const pixel of pixels) {
    for (let i = 0; i < 3; i++) {
      for (let j = 0; j < 3; j++)
        scatter[i * 3 + j] += (colours[pixel * 3 + i] - mean[i]) * (colours[pixel * 3 + j] - mean[j]);
    }
  }
  // The row with the most scatter is never orthogonal to the principal direction.
  const start = [0, 1, 2].reduce((best, i) => (scatter[i * 4] > scatter[best * 4] ? i : best), 0);
  let direction = scatter.slice(start * 3, start * 3 + 3);
  let spread = 0;
  for (let step = 0; step < STEPS; step++) {
    const length = Math.hypot(...direction);
    if (length < 1e-6) return { pixels, mean, direction: [1, 0, 0], spread: 0 };
    direction = direction.map((value) => value / length);
    const next = [0, 1, 2].map((i) =>
      direction.reduce((sum, value, j) => sum + scatter[i * 3 + j] * value, 0),
    );
    spread = Math.hypot(...next);
    direction = next;
  }
  const length = Math.hypot(...direction);
  return { pixels, mean, direction: direction.map((value) => value / length), spread };
}
