import { html, nothing, type TemplateResult } from 'lit';

export interface Choice<Name extends string> {
  readonly name: Name;
  readonly title: string;
}

export interface ChoiceView<Name extends string> {
  readonly label: string;
  /** Choices of a group without a title stand in the list itself. */
  readonly groups: readonly { readonly title?: string; readonly choices: readonly Choice<Name>[] }[];
  readonly chosen: string;
  readonly choose: (name: Name) => void;
  /** One or two sentences under the list: what the choice means, or why there is none. */
  readonly note?: string;
  readonly disabled?: boolean;
  readonly wide?: boolean;
}

/** A labelled list to choose one of, in groups where these have titles. */
export function choice<Name extends string>(view: ChoiceView<Name>): TemplateResult {
  const { label, groups, chosen, choose, note, disabled = false, wide = false } = view;
  const option = ({ name, title }: Choice<Name>): TemplateResult =>
    html`<option value=${name} ?selected=${name === chosen}>${title}</option>`;
  return html`
    <div class="field ${wide ? 'wide' : ''}">
      <label>
        <span class="field-label">${label}</span>
        <select
          class="select"
          ?disabled=${disabled}
          @change=${(event: Event) => choose((event.target as HTMLSelectElement).value as Name)}
        >
          ${groups.map(({ title, choices }) =>
            title ? html`<optgroup label=${title}>${choices.map(option)}</optgroup>` : choices.map(option),
          )}
        </select>
      </label>
      ${note ? html`<p class="note">${note}</p>` : nothing}
    </div>
  `;
}
