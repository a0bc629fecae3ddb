import { html, noChange, nothing, type ElementPart, type TemplateResult } from 'lit';
import { AsyncDirective, directive } from 'lit/async-directive.js';
import { Combobox, type ComboboxView } from './combobox.js';

export interface LabelFieldView extends ComboboxView {
  /** What the empty field says. */
  readonly placeholder?: string;
  readonly hint?: string;
  readonly disabled?: boolean;
}

class ComboboxDirective extends AsyncDirective {
  #combobox: Combobox | undefined;

  render(_view: ComboboxView): unknown {
    return noChange;
  }

  override update({ element }: ElementPart, [view]: [ComboboxView]): unknown {
    this.#combobox ??= new Combobox(element as HTMLInputElement);
    this.#combobox.update(view);
    return noChange;
  }

  protected override disconnected(): void {
    this.#combobox?.close();
  }
}

const combobox = directive(ComboboxDirective);

/** A field to choose a label or a class in: it shows the present one, and searches as one types. */
export function labelField(view: LabelFieldView): TemplateResult {
  const { name, placeholder, hint, disabled = false } = view;
  return html`
    <span class="combobox" title=${hint ?? nothing}>
      <input
        type="text"
        role="combobox"
        aria-label=${name}
        aria-autocomplete="list"
        aria-haspopup="listbox"
        autocomplete="off"
        autocapitalize="none"
        spellcheck="false"
        placeholder=${placeholder ?? nothing}
        ?disabled=${disabled}
        ${combobox(view)}
      />
    </span>
  `;
}
