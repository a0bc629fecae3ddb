import type { SliceRange } from '../shapes/structure.js';

/** Where the cells along one axis of a tensor lie in the image. */
export interface AxisPlaces {
  /** The image's axis that it is. */
  readonly along: 'y' | 'x';
  /** Of each cell, as fractions of the image; not a number where several places are mixed. */
  readonly centres: readonly number[];
  /** The part of the image that is left after cutting. */
  readonly from: number;
  readonly to: number;
}

/** How far cells may lie from where a grid over the whole image has them, in cells: strides and paddings move them so much. */
const SHIFT = 0.75;
/** As a fraction of the image: less cannot be seen. */
const UNSEEN = 0.02;

const tolerance = (cells: number): number => Math.max(SHIFT / cells, UNSEEN);

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Cells of equal size over the whole image. */
export function wholeAxis(along: AxisPlaces['along'], cells: number): AxisPlaces {
  return { along, centres: Array.from({ length: cells }, (_, i) => (i + 0.5) / cells), from: 0, to: 1 };
}

/** True for a grid over the whole image in its order. Of a single cell nothing can be said. */
export function isInPlace({ along, centres, from, to }: AxisPlaces, expected: AxisPlaces['along']): boolean {
  const cells = centres.length;
  if (cells <= 1) return true;
  const isAscending = centres.every((place, i) => i === 0 || place > centres[i - 1]);
  const isCentred = Math.abs(mean(centres) - 0.5) <= tolerance(cells);
  return along === expected && isAscending && isCentred && from <= UNSEEN && to >= 1 - UNSEEN;
}

/** The place at a coordinate in cells, where 0 is the first one's centre; beyond the ends the spacing goes on. */
function placeAt(centres: readonly number[], coordinate: number): number {
  const last = centres.length - 1;
  if (last === 0) return centres[0];
  const left = Math.min(Math.max(Math.floor(coordinate), 0), last - 1);
  return centres[left] + (coordinate - left) * (centres[left + 1] - centres[left]);
}

/** Cells that are computed around these coordinates. */
export function sampled(axis: AxisPlaces, coordinates: readonly number[]): AxisPlaces {
  return { ...axis, centres: coordinates.map((coordinate) => placeAt(axis.centres, coordinate)) };
}

/** As many cells over the same part. */
export function resampled(axis: AxisPlaces, cells: number): AxisPlaces {
  const scale = axis.centres.length / cells;
  return sampled(
    axis,
    Array.from({ length: cells }, (_, i) => (i + 0.5) * scale - 0.5),
  );
}

/** The cells of these indices. A cell at either end that is left out cuts nothing: it makes room for a stride. */
export function picked(axis: AxisPlaces, indices: readonly number[]): AxisPlaces {
  const { centres, from, to } = axis;
  const size = centres.length;
  const found = indices.map((index) => centres[index < 0 ? index + size : index] ?? NaN);
  if (size - new Set(indices).size <= 1) return { ...axis, centres: found };
  const half = (to - from) / size / 2;
  const slack = indices.length > 1 ? half * Math.abs(indices[1] - indices[0]) : half;
  const [least, most] = [Math.min(...found) - slack - half, Math.max(...found) + slack + half];
  return { ...axis, centres: found, from: Math.max(from, least), to: Math.min(to, most) };
}

export function sliced(axis: AxisPlaces, { start, step, count }: SliceRange): AxisPlaces {
  return picked(
    axis,
    Array.from({ length: count }, (_, i) => start + i * step),
  );
}

/** Parts beside each other. */
export function joined(parts: readonly AxisPlaces[]): AxisPlaces {
  const [first] = parts;
  const isOne = parts.every(({ along }) => along === first.along);
  const centres = parts.flatMap((part) => (isOne ? part.centres : part.centres.map(() => NaN)));
  return { ...first, centres, ...hull(parts) };
}

/** Several at the same place: mixed where they do not agree. */
export function merged(all: readonly AxisPlaces[]): AxisPlaces {
  const [first] = all;
  const cells = first.centres.length;
  const agrees = ({ along, centres }: AxisPlaces): boolean =>
    along === first.along &&
    centres.every((place, i) => Math.abs(place - first.centres[i]) <= tolerance(cells));
  const centres = all.every(agrees) ? first.centres : first.centres.map(() => NaN);
  return { ...first, centres, ...hull(all) };
}

function hull(all: readonly AxisPlaces[]): Pick<AxisPlaces, 'from' | 'to'> {
  return { from: Math.min(...all.map(({ from }) => from)), to: Math.max(...all.map(({ to }) => to)) };
}
