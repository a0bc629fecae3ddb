import { html, nothing, type TemplateResult } from 'lit';
import { styleMap } from 'lit/directives/style-map.js';
import type { RankedClass } from './rank-classes.js';

export interface ClassListView {
  readonly classes: readonly RankedClass[];
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

const percent = (share: number): string => `${Math.round(share * 100)}%`;

/** The classes that the model finds most likely, and a list of the others. */
export function classList(view: ClassListView): TemplateResult {
  const { classes, labels, chosen, choose } = view;
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
            <span class="class-score">${percent(share)}</span>
          </button>
        `,
      )}
    </div>
    <div class="class-lists">
      ${others.length === 0 ? nothing : otherClasses(others, chosen, choose)} ${contrastList(view)}
    </div>
  `;
}

const STEPS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };

/** Arrows move through a group of radio buttons and choose, as in native ones. */
function stepRadios(event: KeyboardEvent): void {
  const radios = [...(event.currentTarget as HTMLElement).querySelectorAll('button')];
  const at = radios.findIndex((radio) => radio === event.target);
  const step = STEPS[event.key];
  if (at < 0 || step === undefined) return;
  event.preventDefault();
  const next = radios[(at + step + radios.length) % radios.length];
  next.focus();
  next.click();
}

function otherClasses(
  others: readonly { readonly label: string; readonly index: number }[],
  chosen: number | undefined,
  choose: (index: number) => void,
): TemplateResult {
  const change = (event: Event): void => {
    const { value } = event.target as HTMLSelectElement;
    if (value !== '') choose(Number(value));
  };
  return html`
    <select class="select other-classes" aria-label="Other classes" @change=${change}>
      <option value="" ?selected=${!others.some(({ index }) => index === chosen)}>Other classes…</option>
      ${others.map(
        ({ label, index }) => html`<option value=${index} ?selected=${index === chosen}>${label}</option>`,
      )}
    </select>
  `;
}

/** Why the chosen class, and not that one. */
function contrastList({ labels, chosen, versus, classSpecific, contrast }: ClassListView): TemplateResult {
  const change = (event: Event): void => {
    const { value } = event.target as HTMLSelectElement;
    contrast(value === '' ? undefined : Number(value));
  };
  const others = labels.map((label, index) => ({ label, index })).filter(({ index }) => index !== chosen);
  return html`
    <select
      class="select other-classes"
      aria-label="Contrast with"
      title=${classSpecific ? 'Why this class, and not that one' : 'This method shows the same map for every class'}
      ?disabled=${!classSpecific || others.length === 0}
      @change=${change}
    >
      <option value="" ?selected=${versus === undefined}>Contrast…</option>
      ${others.map(
        ({ label, index }) =>
          html`<option value=${index} ?selected=${index === versus}>not ${label}</option>`,
      )}
    </select>
  `;
}
