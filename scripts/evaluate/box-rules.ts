import { scoresOfTally, type BoxScores } from './box-tally.js';
import { mapOf, draftsOf, tallyCases, THRESHOLDS, type BoxRule } from './localisation.js';
import { matchBoxes } from './matching.js';
import type { Case, Row } from './cases.js';
import type { DraftScoring } from '../../src/drafts/boxes-from-map.js';

const VALLEYS: readonly number[] = [0, 0.5, 0.7, 0.85];
const EDGES = ['iso', 'cell'] as const;
const MIN_AREAS: readonly number[] = [0.005, 0.02];
const SCORINGS: readonly DraftScoring[] = ['peak', 'mean', 'mass'];

export interface RuleResult {
  readonly row: Row;
  readonly rule: BoxRule;
  readonly scores: BoxScores;
}

/** The best threshold for every valley, edge and least area. */
export function sweepRules(cases: readonly Case[], row: Row): readonly RuleResult[] {
  const rules = VALLEYS.flatMap((valley) =>
    EDGES.flatMap((edge) => MIN_AREAS.map((minArea) => ({ valley, edge, minArea }))),
  );
  return rules.map((rule) => {
    const results = THRESHOLDS.filter((threshold) => threshold <= 0.5).map((threshold) => ({
      row,
      rule: { ...rule, threshold },
      scores: scoresOfTally(tallyCases(cases, row, { ...rule, threshold })),
    }));
    return results.reduce((best, one) => (one.scores.f50 > best.scores.f50 ? one : best));
  });
}

export interface ScoringResult {
  readonly scoring: DraftScoring;
  /** Area under precision over recall of all drafts of all cases, ranked by score, at an IoU of 0.5. */
  readonly averagePrecision: number;
}

/** Which score ranks right drafts above wrong ones. */
export function compareScorings(cases: readonly Case[], row: Row, rule: BoxRule): readonly ScoringResult[] {
  return SCORINGS.map((scoring) => {
    let objects = 0;
    const ranked = cases.flatMap((one) => {
      const drafts = draftsOf(mapOf(one, row), one, { ...rule, scoring });
      const right = new Set(matchBoxes(drafts, one.objects, 0.5).map(([draft]) => draft));
      objects += one.objects.length;
      return drafts.map(({ score }, i) => ({ score: score * one.score, right: right.has(i) }));
    });
    ranked.sort((a, b) => b.score - a.score);
    return {
      scoring,
      averagePrecision: averagePrecision(
        ranked.map(({ right }) => right),
        objects,
      ),
    };
  });
}

/** Mean over objects of the precision down to the rank at which each is found. */
export function averagePrecision(ranked: readonly boolean[], objects: number): number {
  let found = 0;
  let sum = 0;
  for (const [i, right] of ranked.entries()) {
    if (!right) continue;
    found++;
    sum += found / (i + 1);
  }
  return objects > 0 ? sum / objects : 0;
}
