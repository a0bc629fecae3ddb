import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { styleMap } from 'lit/directives/style-map.js';
import type { DraftBox } from '../../../drafts/draft-box.js';
import { scoreText } from '../../../drafts/score-text.js';
import { labelColor } from '../../stage/box-style.js';
import { icon } from '../icons.js';
import type { LabelList } from '../labels/label-list.js';
import { labelPicker } from './label-picker.js';

/** The image that the boxes are cut out of, for thumbnails. */
export interface DraftPicture {
  readonly url: string;
  readonly width: number;
  readonly height: number;
}

export interface DraftListView {
  /** Undefined for a canvas. */
  readonly picture: DraftPicture | undefined;
  readonly editing: boolean;
  readonly explained: boolean;
  readonly boxes: readonly DraftBox[];
  readonly selected: string | undefined;
  readonly labels: LabelList;
  readonly select: (id: string) => void;
  readonly relabel: (id: string, label: string) => void;
  readonly accept: (id: string) => void;
  readonly reject: (id: string) => void;
}

/** The boxes once more, as a list: what a screen reader gets to know of the canvas. */
export function draftList(view: DraftListView): TemplateResult {
  const hint = view.editing
    ? 'Drag on the image to draw a box.'
    : view.explained && view.boxes.length === 0
      ? 'No boxes in this heatmap at this threshold.'
      : undefined;
  return html`
    ${hint ? html`<p class="hint">${hint}</p>` : nothing}
    <ul class="drafts" part="drafts" aria-label="Boxes">
      ${repeat(
        view.boxes,
        // A field that is open stays with its box.
        ({ id }) => id,
        (box) => draftRow(box, view),
      )}
    </ul>
  `;
}

const THUMBNAIL = { width: 44, height: 34 };
const MARGIN = 1.3;
const MAX_ZOOM = 3;

/** Shows the box's part of the image as a background: no pixels are read, so any image will do. */
export function cutOut(box: DraftBox, picture: DraftPicture | undefined): Record<string, string> {
  if (!picture) return {};
  const zoom = Math.min(
    MAX_ZOOM,
    THUMBNAIL.width / (box.width * MARGIN),
    THUMBNAIL.height / (box.height * MARGIN),
  );
  const left = THUMBNAIL.width / 2 - (box.x + box.width / 2) * zoom;
  const top = THUMBNAIL.height / 2 - (box.y + box.height / 2) * zoom;
  return {
    'background-image': `url(${JSON.stringify(picture.url)})`,
    'background-size': `${picture.width * zoom}px ${picture.height * zoom}px`,
    'background-position': `${left}px ${top}px`,
  };
}

function draftRow(box: DraftBox, view: DraftListView): TemplateResult {
  const { id, label, status } = box;
  const score = scoreText(box);
  const size = `${Math.round(box.width)} × ${Math.round(box.height)} px at ${Math.round(box.x)}, ${Math.round(box.y)}`;
  return html`
    <li class="draft" aria-current=${id === view.selected ? 'true' : nothing} data-status=${status}>
      <button
        type="button"
        class="thumbnail"
        style=${styleMap({ '--color': labelColor(label), ...cutOut(box, view.picture) })}
        aria-label="Select ${label}, ${status}, ${score.replace('%', ' percent')}, ${size}"
        title=${size}
        @click=${() => view.select(id)}
      ></button>
      ${labelPicker({ label, labels: view.labels, relabel: (next) => view.relabel(id, next) })}
      <span class="score">${score}</span>
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
