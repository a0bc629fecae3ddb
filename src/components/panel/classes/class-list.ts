import { html, nothing, type TemplateResult } from 'lit';
import { styleMap } from 'lit/directives/style-map.js';
import { numberText, percentText } from '../../../drafts/score-text.js';
import { labelOf } from '../../../models/class-scores.js';
import { arrowTarget } from '../features/arrow-target.js';
import type { LabelChoice } from '../labels/label-choice.js';
import { labelField } from '../labels/label-field.js';
import type { LabelList } from '../labels/label-list.js';
import type { RankedClass } from './rank-classes.js';

export interface ClassListView {
  readonly classes: readonly RankedClass[];
  /** False: scores are numbers that are no share of anything. */
  readonly isProbability: boolean;
  /** Of all of them, for those beyond the top. */
  readonly list: LabelList;
  /** How many classes the model has. */
  readonly count: number;
  readonly chosen: number | undefined;
  /** The class that the chosen one is contrasted with. */
  readonly versus: number | undefined;
  /** False: the method's map is the same for every class. */
  readonly classSpecific: boolean;
  readonly choose: (index: number) => void;
  readonly contrast: (index: number | undefined) => void;
}

/** The classes that the model finds most likely, and a list of the others. */
export function classList(view: ClassListView): TemplateResult {
  const { classes, count, isProbability, chosen, choose } = view;
  const focusable = classes.some(({ index }) => index === chosen) ? chosen : classes[0]?.index;
  return html`
    <div
      class="classes"
      part="classes"
      role="radiogroup"
      aria-label="Class to explain"
      @keydown=${stepRadios}
    >
      ${classes.map(
        ({ index, label, score, share }) => html`
          <button
            type="button"
            class="class"
            role="radio"
            aria-checked=${index === chosen}
            tabindex=${index === focusable ? 0 : -1}
            style=${styleMap({ '--share': String(share) })}
            title="${label}: ${score.toFixed(3)}"
            @click=${() => choose(index)}
          >
            <span class="class-label">${label}</span>
            <span class="class-score">${isProbability ? percentText(share) : numberText(score)}</span>
          </button>
        `,
      )}
    </div>
    <div class="class-lists">
      ${count > classes.length ? findClass(view) : nothing} ${contrastField(view)}
    </div>
  `;
}

/** Arrows move through a group of radio buttons and choose, as in native ones. */
function stepRadios(event: KeyboardEvent): void {
  const next = arrowTarget(event, [...(event.currentTarget as HTMLElement).querySelectorAll('button')]);
  if (!next) return;
  event.preventDefault();
  next.focus();
  next.click();
}

/** Every class, for those beyond the strongest few. */
function findClass({ list, classes, chosen, choose }: ClassListView): TemplateResult {
  const isListed = classes.some(({ index }) => index === chosen);
  return labelField({
    name: 'Find a class',
    placeholder: 'Find a class…',
    choices: () => list.classChoices,
    chosen: chosen === undefined ? undefined : String(chosen),
    text: isListed || chosen === undefined ? '' : labelOf(chosen, list.classLabels),
    choose: (value) => choose(Number(value)),
  });
}

const NO_CONTRAST: LabelChoice = { value: '', text: 'No contrast', share: undefined };

/** Why the chosen class and not that one. */
function contrastField({
  list,
  count,
  chosen,
  versus,
  classSpecific,
  contrast,
}: ClassListView): TemplateResult {
  const others = (): readonly LabelChoice[] =>
    list.classChoices.filter(({ value }) => value !== String(chosen));
  return labelField({
    name: 'Contrast with',
    placeholder: 'Contrast…',
    hint: classSpecific
      ? 'Why this class and not that one'
      : 'This method shows the same map for every class',
    choices: () => (versus === undefined ? others() : [NO_CONTRAST, ...others()]),
    chosen: versus === undefined ? undefined : String(versus),
    text: versus === undefined ? '' : `not ${labelOf(versus, list.classLabels)}`,
    choose: (value) => contrast(value === '' ? undefined : Number(value)),
    disabled: !classSpecific || count < 2,
  });
}
