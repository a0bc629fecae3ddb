import type { Rectangle } from '../../../src/geometry/rectangle.js';
import { matchBoxes } from '../matching.js';

/** Recall at an IoU of 0.5, 0.7 and 0.8, and precision and F at 0.5. */
export interface ShapeScores {
  readonly recall50: number;
  readonly recall70: number;
  readonly recall80: number;
  readonly precision50: number;
  readonly f50: number;
}

export function scoresOf(
  cases: readonly { readonly drafts: readonly Rectangle[]; readonly objects: readonly Rectangle[] }[],
): ShapeScores {
  const sum = (of: (one: (typeof cases)[number]) => number): number =>
    cases.reduce((total, one) => total + of(one), 0);
  const pairs = (overlap: number): number =>
    sum(({ drafts, objects }) => matchBoxes(drafts, objects, overlap).length);
  const objects = sum((one) => one.objects.length);
  const drafts = sum((one) => one.drafts.length);
  const right = pairs(0.5);
  return {
    recall50: right / objects,
    recall70: pairs(0.7) / objects,
    recall80: pairs(0.8) / objects,
    precision50: drafts > 0 ? right / drafts : 0,
    f50: (2 * right) / (drafts + objects),
  };
}
