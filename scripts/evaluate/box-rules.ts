import { scoresOfTally, type BoxScores } from './box-tally.js';
import { halvesOf, mapOf, draftsOf, tallyCases, THRESHOLDS, type BoxRule } from './localisation.js';
import { matchBoxes } from './matching.js';
import type { Case, Row } from './cases.js';
import type { DraftScoring } from '../../src/drafts/map/boxes-from-map.js';

const VALLEYS: readonly number[] = [0, 0.5, 0.7, 0.85];
const EDGES = ['iso', 'cell'] as const;
const MIN_AREAS: readonly number[] = [0.005, 0.02];
const SCORINGS: readonly DraftScoring[] = ['peak', 'mean', 'mass'];

export interface RuleResult {
  readonly row: Row;
  readonly rule: BoxRule;
  readonly scores: BoxScores;
}

/** The threshold that is best on the choosing half for every valley, edge and least area; best rules first. */
export function sweepRules(all: readonly Case[], row: Row): readonly RuleResult[] {
  const { choosing, measuring } = halvesOf(all);
  const rules = VALLEYS.flatMap((valley) =>
    EDGES.flatMap((edge) => MIN_AREAS.map((minArea) => ({ valley, edge, minArea }))),
  );
  const merit = (rule: BoxRule): number => scoresOfTally(tallyCases(choosing, row, rule)).f50;
  const chosen = rules.map((rule) =>
    THRESHOLDS.filter((threshold) => threshold <= 0.5)
      .map((threshold) => ({ ...rule, threshold }))
      .map((whole) => ({ rule: whole, chosenBy: merit(whole) }))
      .reduce((best, one) => (one.chosenBy > best.chosenBy ? one : best)),
  );
  return chosen
    .sort((a, b) => b.chosenBy - a.chosenBy)
    .map(({ rule }) => ({ row, rule, scores: scoresOfTally(tallyCases(measuring, row, rule)) }));
}

export interface ScoringResult {
  readonly scoring: DraftScoring;
  /** Area under precision over recall of all drafts of all cases, ranked by score, at an IoU of 0.5. */
  readonly averagePrecision: number;
}

/** Which score ranks right drafts above wrong ones. */
export function compareScorings(all: readonly Case[], row: Row, rule: BoxRule): readonly ScoringResult[] {
  const { measuring: cases } = halvesOf(all);
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
