import { html, nothing, type TemplateResult } from 'lit';
import { styleMap } from 'lit/directives/style-map.js';
import { numberText, percentText } from '../../../drafts/score-text.js';
import { arrowTarget } from '../features/arrow-target.js';
import type { RankedClass } from './rank-classes.js';

export interface ClassListView {
  readonly classes: readonly RankedClass[];
  /** False: scores are numbers that are no share of anything. */
  readonly isProbability: boolean;
  /** Every label of the model, for those beyond the top. */
  readonly labels: readonly string[];
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
  const { classes, isProbability, labels, chosen, choose } = view;
  const focusable = classes.some(({ index }) => index === chosen) ? chosen : classes[0]?.index;
  const listed = new Set(classes.map(({ index }) => index));
  const others = labels.map((label, index) => ({ label, index })).filter(({ index }) => !listed.has(index));
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
      ${others.length === 0 ? nothing : otherClasses(others, view)} ${contrastList(view)}
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

function otherClasses(classes: ClassSelect['classes'], { chosen, choose }: ClassListView): TemplateResult {
  return classSelect({
    name: 'Other classes',
    first: 'Other classes…',
    classes,
    chosen,
    text: (label) => label,
    choose: (index) => index !== undefined && choose(index),
  });
}

interface ClassSelect {
  readonly name: string;
  /** Chosen where none of the classes is. */
  readonly first: string;
  readonly classes: readonly { readonly label: string; readonly index: number }[];
  readonly chosen: number | undefined;
  readonly text: (label: string) => string;
  readonly choose: (index: number | undefined) => void;
  readonly title?: string;
  readonly disabled?: boolean;
}

function classSelect(view: ClassSelect): TemplateResult {
  const { name, first, classes, chosen, text, choose, title, disabled = false } = view;
  const change = (event: Event): void => {
    const { value } = event.target as HTMLSelectElement;
    choose(value === '' ? undefined : Number(value));
  };
  return html`
    <select
      class="select other-classes"
      aria-label=${name}
      title=${title ?? nothing}
      ?disabled=${disabled}
      @change=${change}
    >
      <option value="" ?selected=${!classes.some(({ index }) => index === chosen)}>${first}</option>
      ${classes.map(
        ({ label, index }) =>
          html`<option value=${index} ?selected=${index === chosen}>${text(label)}</option>`,
      )}
    </select>
  `;
}

/** Why the chosen class and not that one. */
function contrastList({ labels, chosen, versus, classSpecific, contrast }: ClassListView): TemplateResult {
  const others = labels.map((label, index) => ({ label, index })).filter(({ index }) => index !== chosen);
  return classSelect({
    name: 'Contrast with',
    first: 'Contrast…',
    classes: others,
    chosen: versus,
    text: (label) => `not ${label}`,
    choose: contrast,
    title: classSpecific
      ? 'Why this class and not that one'
      : 'This method shows the same map for every class',
    disabled: !classSpecific || others.length === 0,
  });
}
