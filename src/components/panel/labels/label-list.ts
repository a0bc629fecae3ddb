import { labelOf } from '../../../models/class-scores.js';
import { classShares } from '../classes/rank-classes.js';
import type { LabelChoice } from './label-choice.js';

/** What the choices follow from. */
export interface LabelSource {
  /** Labels that the page gives. */
  readonly own: readonly string[] | undefined;
  /** Labels of the model's classes, by index. */
  readonly classes: readonly string[] | undefined;
  /** Of the model's classes, by index; undefined before the first explanation. */
  readonly scores: Float32Array | undefined;
}

const byShare = (a: LabelChoice, b: LabelChoice): number => (b.share ?? 0) - (a.share ?? 0);

/** The labels that can be chosen, and the order in which they are offered: made when somebody looks. */
export class LabelList {
  readonly #source: LabelSource;
  #names: readonly string[] | undefined;
  #classChoices: readonly LabelChoice[] | undefined;
  #boxChoices: readonly LabelChoice[] | undefined;

  constructor(source: LabelSource) {
    this.#source = source;
  }

  isOf({ own, classes, scores }: LabelSource): boolean {
    const known = this.#source;
    return known.own === own && known.classes === classes && known.scores === scores;
  }

  /** The page's own, then the model's. */
  get names(): readonly string[] {
    const { own = [], classes = [] } = this.#source;
    return (this.#names ??= [...new Set([...own, ...classes])]);
  }

  /** By index; may be fewer than there are classes. */
  get classLabels(): readonly string[] {
    return this.#source.classes ?? [];
  }

  /** Every class by its number, the strongest first; where several have one name, the number is told with it. */
  get classChoices(): readonly LabelChoice[] {
    return (this.#classChoices ??= classChoices(this.#source));
  }

  /**
   * Every label by itself: the page's own in its order, then the model's, the strongest first. Classes by one name give a
   * box the same label, so they are one choice, as strong as the strongest of them.
   */
  get boxChoices(): readonly LabelChoice[] {
    return (this.#boxChoices ??= boxChoices(this.#source, this.names));
  }
}

/** The list of a source, made anew only for another one. */
export class LatestLabelList {
  #list: LabelList | undefined;

  of(source: LabelSource): LabelList {
    if (!this.#list?.isOf(source)) this.#list = new LabelList(source);
    return this.#list;
  }
}

function classChoices({ classes = [], scores }: LabelSource): readonly LabelChoice[] {
  const shares = scores && classShares(scores);
  const names = Array.from({ length: (scores ?? classes).length }, (_, index) => labelOf(index, classes));
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return names
    .map((name, index) => ({
      value: String(index),
      text: counts.get(name) === 1 ? name : `${name} (${index})`,
      share: shares?.[index],
    }))
    .sort(byShare);
}

function boxChoices(
  { own = [], classes = [], scores }: LabelSource,
  names: readonly string[],
): LabelChoice[] {
  const shares = scores && classShares(scores);
  const strengths = new Map<string, number>();
  if (shares)
    classes.forEach((label, index) => {
      strengths.set(label, Math.max(strengths.get(label) ?? 0, shares[index] ?? 0));
    });
  const choices = names.map((label) => ({ value: label, text: label, share: strengths.get(label) }));
  const owned = new Set(own).size;
  return [...choices.slice(0, owned), ...choices.slice(owned).sort(byShare)];
}
