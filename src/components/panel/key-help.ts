import { html, type TemplateResult } from 'lit';
import { KEY_BINDINGS } from '../overlay/commands/keyboard.js';

/** The keys of the edit mode; they act while the image has the focus. */
export function keyHelp(): TemplateResult {
  return html`
    <dl class="keys" part="keys" aria-label="Keyboard shortcuts while editing">
      ${KEY_BINDINGS.map(
        ({ keys, help }) => html`
          <div>
            <dt>${keys.map((key) => html`<kbd>${key}</kbd>`)}</dt>
            <dd>${help}</dd>
          </div>
        `,
      )}
    </dl>
  `;
}
