import { html, nothing, type TemplateResult } from 'lit';
import { styleMap } from 'lit/directives/style-map.js';
import type { DraftBox } from '../../../drafts/draft-box.js';
import { labelColor } from '../../stage/box-style.js';
import { cutOut, type DraftPicture } from './draft-list.js';

export interface RejectedListView {
  readonly boxes: readonly DraftBox[];
  readonly picture: DraftPicture | undefined;
  readonly restore: (id: string) => void;
}

/** What was rejected, so that a slip of the hand is seen and taken back. */
export function rejectedList({ boxes, picture, restore }: RejectedListView): TemplateResult | typeof nothing {
  if (boxes.length === 0) return nothing;
  return html`
    <details class="disclosure" part="rejected">
      <summary>
        <span class="subtitle">Rejected</span>
        <span class="summary-text">${boxes.length}</span>
      </summary>
      <ul class="drafts" aria-label="Rejected boxes">
        ${boxes.map(
          (box) => html`
            <li class="draft" data-status="rejected">
              <span
                class="thumbnail"
                style=${styleMap({ '--color': labelColor(box.label), ...cutOut(box, picture) })}
              ></span>
              <span class="rejected-label">${box.label}</span>
              <button
                type="button"
                class="text-button"
                aria-label="Restore ${box.label}"
                @click=${() => restore(box.id)}
              >
                Restore
              </button>
            </li>
          `,
        )}
      </ul>
    </details>
  `;
}
