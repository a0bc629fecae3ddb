import { html, type TemplateResult } from 'lit';

export interface LabelPickerView {
  readonly label: string;
  readonly labels: readonly string[];
  readonly relabel: (label: string) => void;
}

/** A list of the labels a box can have; its present one is among them even where no model knows it. */
export function labelPicker({ label, labels, relabel }: LabelPickerView): TemplateResult {
  const choices = labels.includes(label) ? labels : [label, ...labels];
  return html`
    <select
      aria-label="Label"
      @change=${(event: Event) => relabel((event.target as HTMLSelectElement).value)}
    >
      ${choices.map((choice) => html`<option .value=${choice} ?selected=${choice === label}>${choice}</option>`)}
    </select>
  `;
}
