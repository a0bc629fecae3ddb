import { html, type TemplateResult } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import type { DraftBox } from '../../../drafts/draft-box.js';
import { icon } from '../icons.js';
import type { LabelList } from '../labels/label-list.js';
import { labelPicker } from './label-picker.js';

export interface BoxToolsView {
  readonly box: DraftBox;
  readonly labels: LabelList;
  readonly relabel: (label: string) => void;
  readonly accept: () => void;
  readonly reject: () => void;
}

/** The few things to do with the selected box, beside it. */
export function boxTools({ box, labels, relabel, accept, reject }: BoxToolsView): TemplateResult {
  return html`
    ${keyed(box.id, labelPicker({ label: box.label, labels, relabel }))}
    <button
      class="accept"
      type="button"
      title="Accept (Enter)"
      aria-label="Accept ${box.label}"
      ?hidden=${box.status === 'accepted'}
      @click=${accept}
    >
      ${icon('accept')}
    </button>
    <button
      class="reject"
      type="button"
      title="Reject (Delete)"
      aria-label="Reject ${box.label}"
      @click=${reject}
    >
      ${icon('reject')}
    </button>
  `;
}
