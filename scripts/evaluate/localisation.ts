import type { PlacedMap } from '../../src/cam/fuse-maps.js';
import type { CamMap } from '../../src/cam/layer-tensors.js';
import { resampleMap } from '../../src/cam/resample-map.js';
import { boxesFromMap, type BoxOptions } from '../../src/drafts/map/boxes-from-map.js';
import type { DraftBox } from '../../src/drafts/draft-box.js';
import type { Rectangle } from '../../src/geometry/rectangle.js';
import {
  addTallies,
  EMPTY_TALLY,
  maxBoxAccuracy,
  scoresOfTally,
  tallyOf,
  type BoxScores,
  type BoxTally,
} from './box-tally.js';
import { centreBox } from './baselines.js';
import { rowKey, type Case, type Row } from './cases.js';
import { distanceToBox } from './matching.js';
import type { Half } from './scenes.js';

export type BoxRule = Partial<
  Pick<BoxOptions, 'threshold' | 'valley' | 'edge' | 'minArea' | 'scoring' | 'maxBoxes'>
>;

/** Pixels by which the pointing game may miss a box (TorchRay). */
export const POINTING_TOLERANCE = 15;
export const THRESHOLDS: readonly number[] = [0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6, 0.7];
/** Side of the squares in which the energy in boxes is summed, in pixels. */
const ENERGY_STEP = 4;

/** The threshold is chosen on one half of the scenes; everything else is measured on the other. */
export interface Localisation {
  readonly row: Row;
  /** F.5 of the choosing half at the best threshold: what choices between rows are made by. */
  readonly chosenBy: number;
  /** With the package's default rule. */
  readonly standard: BoxScores;
  readonly sweep: readonly { readonly threshold: number; readonly scores: BoxScores }[];
  /** Where recall and precision at an IoU of 0.5 are best together on the choosing half. */
  readonly best: { readonly threshold: number; readonly scores: BoxScores };
  readonly maxBoxAccuracy: number;
  /** Mean over classes of the share of maps whose maximum lies within the tolerance of an object. */
  readonly pointing: number;
  /** Mean share of the map's sum that lies in boxes of objects. */
  readonly energy: number;
  /** Mean share of the map's cells above half of its maximum. */
  readonly spread: number;
  readonly empty: number;
}

export function draftsOf(
  map: PlacedMap,
  { loaded, label }: Pick<Case, 'loaded' | 'label'>,
  rule: BoxRule = {},
): DraftBox[] {
  const { image, covered } = loaded;
  const provenance = { model: '', method: '', layer: '' };
  return boxesFromMap(map, { ...rule, rect: map.rect, seen: covered, image, label, provenance });
}

export function tallyCases(cases: readonly Case[], row: Row, rule?: BoxRule): BoxTally {
  return cases
    .map((one) => tallyOf(draftsOf(mapOf(one, row), one, rule), one.objects))
    .reduce(addTallies, EMPTY_TALLY);
}

export function localise(all: readonly Case[], row: Row, rule: BoxRule = {}): Localisation {
  const { choosing, measuring: cases } = halvesOf(all);
  const chosen = THRESHOLDS.map(
    (threshold) => scoresOfTally(tallyCases(choosing, row, { ...rule, threshold })).f50,
  );
  const bestIndex = chosen.indexOf(Math.max(...chosen));
  const tallies = THRESHOLDS.map((threshold) => tallyCases(cases, row, { ...rule, threshold }));
  const sweep = tallies.map((tally, i) => ({ threshold: THRESHOLDS[i], scores: scoresOfTally(tally) }));
  return {
    row,
    chosenBy: chosen[bestIndex],
    standard: scoresOfTally(tallyCases(cases, row, rule)),
    sweep,
    best: sweep[bestIndex],
    maxBoxAccuracy: maxBoxAccuracy(tallies),
    pointing: meanByClass(cases, (one) => (pointsAtObject(mapOf(one, row), one) ? 1 : 0)),
    energy: mean(cases.map((one) => energyInBoxes(mapOf(one, row), one))),
    spread: mean(cases.map((one) => spreadOf(mapOf(one, row)))),
    empty: mean(cases.map((one) => (largest(mapOf(one, row)) > 0 ? 0 : 1))),
  };
}

/** All cases in both roles where there are too few scenes to divide. */
export function halvesOf(cases: readonly Case[]): Readonly<Record<Half, readonly Case[]>> {
  const [choosing, measuring] = (['choosing', 'measuring'] as const).map((half) =>
    cases.filter(({ loaded }) => loaded.scene.half === half),
  );
  const divided = choosing.length > 0 && measuring.length > 0;
  return divided ? { choosing, measuring } : { choosing: cases, measuring: cases };
}

/** The box over the middle of the image as the only draft. */
export function localiseCentre(all: readonly Case[], size: number): Localisation {
  const { choosing, measuring: cases } = halvesOf(all);
  const centres = (some: readonly Case[]): BoxTally =>
    some
      .map((one) => tallyOf([centreBox(one.loaded.image, size)], one.objects))
      .reduce(addTallies, EMPTY_TALLY);
  const tally = centres(cases);
  const chosen = scoresOfTally(centres(choosing));
  const scores = scoresOfTally(tally);
  const maps = new Map(cases.map((one) => [one, centreMap(one, size)]));
  return {
    row: { method: `centre box, ${size}`, layer: '-' },
    chosenBy: chosen.recall50 + 1e-3 * chosen.recall30,
    standard: scores,
    sweep: [],
    best: { threshold: NaN, scores },
    maxBoxAccuracy: maxBoxAccuracy([tally]),
    pointing: meanByClass(cases, (one) => (pointHits(centreOf(one), one) ? 1 : 0)),
    energy: mean(cases.map((one) => energyInBoxes(maps.get(one)!, one))),
    spread: size * size,
    empty: 0,
  };
}

/** The size of centre box, in steps of 0.05, with most objects of the choosing half at an IoU of 0.5. */
export function bestCentre(cases: readonly Case[]): Localisation {
  const sizes = Array.from({ length: 19 }, (_, i) => Math.round((0.1 + 0.05 * i) * 100) / 100);
  const all = sizes.map((size) => localiseCentre(cases, size));
  return all.reduce((best, one) => (one.chosenBy > best.chosenBy ? one : best));
}

export function mapOf({ maps }: Case, row: Row): PlacedMap {
  const map = maps.get(rowKey(row));
  if (!map) throw new Error(`No map of ${rowKey(row)}.`);
  return map;
}

/** The middle of the highest cell, which is where the upsampled map peaks. An empty map points nowhere. */
export function pointsAtObject(map: PlacedMap, one: Case): boolean {
  const peak = map.data.reduce((best, value, i) => (value > map.data[best] ? i : best), 0);
  if (!(map.data[peak] > 0)) return false;
  const { rect } = map;
  const column = peak % map.width;
  const x = rect.x + ((column + 0.5) * rect.width) / map.width;
  const y = rect.y + (((peak - column) / map.width + 0.5) * rect.height) / map.height;
  return pointHits([x, y], one);
}

function pointHits([x, y]: readonly [number, number], { objects }: Case): boolean {
  return objects.some((box) => distanceToBox(x, y, box) <= POINTING_TOLERANCE);
}

export function energyInBoxes(map: PlacedMap, { loaded: { covered }, objects }: Case): number {
  const width = Math.round(covered.width / ENERGY_STEP);
  const height = Math.round(covered.height / ENERGY_STEP);
  const { data } = resampleMap(map, map.rect, covered, width, height);
  let inside = 0;
  let total = 0;
  for (const [i, value] of data.entries()) {
    const x = covered.x + (((i % width) + 0.5) * covered.width) / width;
    const y = covered.y + ((Math.floor(i / width) + 0.5) * covered.height) / height;
    total += value;
    if (objects.some((box) => distanceToBox(x, y, box) === 0)) inside += value;
  }
  return total > 0 ? inside / total : 0;
}

export function spreadOf(map: CamMap): number {
  const { data } = map;
  const half = largest(map) / 2;
  return half > 0 ? data.filter((value) => value > half).length / data.length : 0;
}

function largest({ data }: CamMap): number {
  return data.reduce((most, value) => Math.max(most, value), 0);
}

/** Mean over classes of the mean within the class, so that frequent classes do not decide. */
function meanByClass(cases: readonly Case[], value: (one: Case) => number): number {
  const byClass = new Map<string, number[]>();
  for (const one of cases) byClass.set(one.label, [...(byClass.get(one.label) ?? []), value(one)]);
  return mean([...byClass.values()].map(mean));
}

export function mean(values: readonly number[]): number {
  return values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : 0;
}

function centreOf({ loaded: { image } }: Case): readonly [number, number] {
  return [image.width / 2, image.height / 2];
}

function centreMap({ loaded: { covered, image } }: Case, size: number): PlacedMap {
  const width = Math.round(covered.width / ENERGY_STEP);
  const height = Math.round(covered.height / ENERGY_STEP);
  const box: Rectangle = centreBox(image, size);
  const data = Float32Array.from({ length: width * height }, (_, i) => {
    const x = covered.x + (((i % width) + 0.5) * covered.width) / width;
    const y = covered.y + ((Math.floor(i / width) + 0.5) * covered.height) / height;
    return distanceToBox(x, y, box) === 0 ? 1 : 0;
  });
  return { data, width, height, rect: covered };
}
