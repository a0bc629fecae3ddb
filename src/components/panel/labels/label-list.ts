import { labelOf } from '../../../models/class-scores.js';
import { distinctLabels } from '../../../models/distinct-labels.js';
import { classShares } from '../classes/rank-classes.js';
import type { LabelChoice } from './label-choice.js';

/** What the choices follow from. */
export interface LabelSource {
  /** Labels that the page gives. */
  readonly own: readonly string[] | undefined;
  /** The model's labels: what boxes can be called. */
  readonly labels: readonly string[] | undefined;
  /** What the model's classes are called, by index: the labels, and the negative of a single score. */
  readonly classes: readonly string[] | undefined;
  /** Of the model's classes, by index; undefined before the first explanation. */
  readonly scores: Float32Array | undefined;
  /** False: scores are numbers that are no share of anything. */
  readonly isProbability: boolean;
}

const SOURCE_PARTS = ['own', 'labels', 'classes', 'scores', 'isProbability'] as const;

/** The labels that can be chosen, and the order in which they are offered: made when somebody looks. */
export class LabelList {
  readonly #source: LabelSource;
  #names: readonly string[] | undefined;
  #classChoices: readonly LabelChoice[] | undefined;
  #boxChoices: readonly LabelChoice[] | undefined;

  constructor(source: LabelSource) {
    this.#source = source;
  }

  isOf(source: LabelSource): boolean {
    return SOURCE_PARTS.every((part) => this.#source[part] === source[part]);
  }

  /** The page's own, then the model's. */
  get names(): readonly string[] {
    const { own = [], labels = [] } = this.#source;
    return (this.#names ??= [...new Set([...distinctLabels(own), ...labels])]);
  }

  /** By index; may be fewer than there are classes. */
  get classLabels(): readonly string[] {
    return this.#source.classes ?? [];
  }

  /** Every class by its number, the strongest first. */
  get classChoices(): readonly LabelChoice[] {
    return (this.#classChoices ??= classChoices(this.#source));
  }

  /** Every label by itself: the page's own in its order, then the model's, the strongest first. */
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

function classChoices(source: LabelSource): readonly LabelChoice[] {
  const { classes = [], scores } = source;
  const shares = sharesOf(source);
  const indices = Array.from({ length: (scores ?? classes).length }, (_, index) => index);
  if (scores) indices.sort((a, b) => scores[b] - scores[a]);
  return indices.map((index) => ({
    value: String(index),
    text: labelOf(index, classes),
    share: shares?.[index],
  }));
}

function boxChoices(source: LabelSource, names: readonly string[]): LabelChoice[] {
  const { own = [], classes = [], scores } = source;
  const shares = sharesOf(source);
  const indices = new Map(classes.map((label, index) => [label, index]));
  const scoreOf = (label: string): number => scores?.[indices.get(label) ?? -1] ?? -Infinity;
  const owned = distinctLabels(own).length;
  const others = names.slice(owned);
  if (scores) others.sort((a, b) => scoreOf(b) - scoreOf(a) || 0);
  return [...names.slice(0, owned), ...others].map((label) => ({
    value: label,
    text: label,
    share: shares?.[indices.get(label) ?? -1],
  }));
}

function sharesOf({ scores, isProbability }: LabelSource): Float32Array | undefined {
  return scores && isProbability ? classShares(scores) : undefined;
}
