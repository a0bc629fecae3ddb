import { html, nothing, type TemplateResult } from 'lit';
import { styleMap } from 'lit/directives/style-map.js';
import type { DraftBox } from '../../drafts/draft-box.js';
import { labelColor } from '../stage/box-style.js';
import { icon } from './icons.js';
import { labelPicker } from './label-picker.js';

export interface DraftListView {
  readonly boxes: readonly DraftBox[];
  readonly selected: string | undefined;
  readonly labels: readonly string[];
  readonly select: (id: string) => void;
  readonly relabel: (id: string, label: string) => void;
  readonly accept: (id: string) => void;
  readonly reject: (id: string) => void;
}

/** The boxes once more, as a list: what a screen reader gets to know of the canvas. */
export function draftList(view: DraftListView): TemplateResult {
  if (view.boxes.length === 0) return html`<p class="hint">No boxes at this threshold.</p>`;
  return html`
    <ul class="drafts" part="drafts" aria-label="Boxes">
      ${view.boxes.map((box) => draftRow(box, view))}
    </ul>
  `;
}

function draftRow(box: DraftBox, view: DraftListView): TemplateResult {
  const { id, label, score, status } = box;
  const size = `${Math.round(box.width)} × ${Math.round(box.height)} px at ${Math.round(box.x)}, ${Math.round(box.y)}`;
  return html`
    <li class="draft" aria-current=${id === view.selected ? 'true' : nothing} data-status=${status}>
      <button
        type="button"
        class="swatch"
        style=${styleMap({ '--color': labelColor(label) })}
        aria-label="Select ${label}, ${status}, ${Math.round(score * 100)} percent, ${size}"
        title=${size}
        @click=${() => view.select(id)}
      ></button>
      ${labelPicker({ label, labels: view.labels, relabel: (next) => view.relabel(id, next) })}
      <span class="score">${Math.round(score * 100)}%</span>
      <button
        type="button"
        class="icon accept"
        aria-label="Accept ${label}"
        title="Accept"
        aria-pressed=${status === 'accepted'}
        ?disabled=${status === 'accepted'}
        @click=${() => view.accept(id)}
      >
        ${icon('accept')}
      </button>
      <button
        type="button"
        class="icon reject"
        aria-label="Reject ${label}"
        title="Reject"
        @click=${() => view.reject(id)}
      >
        ${icon('reject')}
      </button>
    </li>
  `;
}
