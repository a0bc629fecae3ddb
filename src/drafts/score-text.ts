import type { DraftBox } from './draft-box.js';

const DIGITS = 4;

/** A number that is no share of anything, short enough for a tag. */
export function numberText(value: number): string {
  return String(Number(value.toPrecision(DIGITS)));
}

export function percentText(share: number): string {
  return `${Math.round(share * 100)}%`;
}

/** What a box's tag says of its score: the number where the model gives one, else a percentage. */
export function scoreText({ score, provenance }: Pick<DraftBox, 'score' | 'provenance'>): string {
  return provenance.value === undefined ? percentText(score) : numberText(provenance.value);
}
