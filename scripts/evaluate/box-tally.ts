import { intersectionOverUnion, type Rectangle } from '../../src/geometry/rectangle.js';
import { matchBoxes } from './matching.js';

/** Overlaps of MaxBoxAccV2 (Choe et al., arXiv 2001.07437). */
export const OVERLAPS = [0.3, 0.5, 0.7] as const;

/** Counts over cases; all drafts of a case are of the case's class. */
export interface BoxTally {
  readonly objects: number;
  readonly drafts: number;
  /** Objects with a draft of their own, by {@link OVERLAPS}. */
  readonly found: readonly number[];
  /** The same, of classes with more than one object in the scene. */
  readonly severalObjects: number;
  readonly severalFound: readonly number[];
  readonly cases: number;
  /** Cases in which any draft overlaps any object so much, by {@link OVERLAPS}. */
  readonly hit: readonly number[];
}

export const EMPTY_TALLY: BoxTally = {
  objects: 0,
  drafts: 0,
  found: [0, 0, 0],
  severalObjects: 0,
  severalFound: [0, 0, 0],
  cases: 0,
  hit: [0, 0, 0],
};

export function tallyOf(drafts: readonly Rectangle[], objects: readonly Rectangle[]): BoxTally {
  const found = OVERLAPS.map((overlap) => matchBoxes(drafts, objects, overlap).length);
  const several = objects.length > 1;
  const best = Math.max(
    0,
    ...drafts.flatMap((draft) => objects.map((box) => intersectionOverUnion(draft, box))),
  );
  return {
    objects: objects.length,
    drafts: drafts.length,
    found,
    severalObjects: several ? objects.length : 0,
    severalFound: several ? found : [0, 0, 0],
    cases: 1,
    hit: OVERLAPS.map((overlap) => (best >= overlap ? 1 : 0)),
  };
}

export function addTallies(a: BoxTally, b: BoxTally): BoxTally {
  const sums = (x: readonly number[], y: readonly number[]): number[] => x.map((value, i) => value + y[i]);
  return {
    objects: a.objects + b.objects,
    drafts: a.drafts + b.drafts,
    found: sums(a.found, b.found),
    severalObjects: a.severalObjects + b.severalObjects,
    severalFound: sums(a.severalFound, b.severalFound),
    cases: a.cases + b.cases,
    hit: sums(a.hit, b.hit),
  };
}

export interface BoxScores {
  /** Share of objects with a draft of their own, at an IoU of 0.3 and 0.5. */
  readonly recall30: number;
  readonly recall50: number;
  readonly several30: number;
  readonly several50: number;
  /** Share of drafts with an object of their own at an IoU of 0.5. */
  readonly precision50: number;
  /** Harmonic mean of recall and precision at 0.5. */
  readonly f50: number;
  readonly draftsPerObject: number;
}

export function scoresOfTally(tally: BoxTally): BoxScores {
  const { objects, drafts, found, severalObjects, severalFound } = tally;
  return {
    recall30: share(found[0], objects),
    recall50: share(found[1], objects),
    several30: share(severalFound[0], severalObjects),
    several50: share(severalFound[1], severalObjects),
    precision50: share(found[1], drafts),
    f50: share(2 * found[1], drafts + objects),
    draftsPerObject: share(drafts, objects),
  };
}

function share(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0;
}

/** Mean over the overlaps of the best share of cases with a hit, each overlap at its own best threshold. */
export function maxBoxAccuracy(byThreshold: readonly BoxTally[]): number {
  const best = OVERLAPS.map((_, i) => Math.max(...byThreshold.map(({ hit, cases }) => share(hit[i], cases))));
  return best.reduce((sum, value) => sum + value, 0) / best.length;
}
