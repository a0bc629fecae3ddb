import { html, nothing, type TemplateResult } from 'lit';
import { regionFromRectangle } from '../../../cam/region.js';
import type { Rectangle } from '../../../geometry/rectangle.js';
import type { Explanation } from '../../../worker/explanation.js';
import { icon } from '../icons.js';

export interface RegionRowView {
  readonly region: Rectangle | undefined;
  readonly selecting: boolean;
  readonly explanation: Explanation | undefined;
  readonly select: (selecting: boolean) => void;
  readonly clear: () => void;
}

/** How much of the map's grid the region holds. */
function extent(region: Rectangle, { mapRect, inputRect, mapWidth, mapHeight }: Explanation): string {
  const mask = regionFromRectangle(region, mapRect, mapHeight, mapWidth, inputRect);
  const cells = mask.reduce((sum, cell) => sum + cell, 0);
  return `${cells} of ${mapWidth * mapHeight} cells`;
}

/** Draws, shows and clears the part of the image whose neurons contribute. */
export function regionRow(view: RegionRowView): TemplateResult {
  const { region, selecting, explanation, select, clear } = view;
  const size = region && `${Math.round(region.width)} × ${Math.round(region.height)} px`;
  const text = region ? `${size}${explanation ? `, ${extent(region, explanation)}` : ''}` : 'The whole image';
  return html`
    <div class="region-row">
      <button
        type="button"
        class="region-button"
        aria-pressed=${selecting}
        ?disabled=${!explanation}
        @click=${() => select(!selecting)}
      >
        ${icon('region')} ${selecting ? 'Done' : region ? 'Change the region' : 'Draw a region'}
      </button>
      <span class="region-text" aria-live="polite">${text}</span>
      <button type="button" class="text-button" ?hidden=${!region} @click=${clear}>Clear</button>
    </div>
    ${
      selecting
        ? html`<p class="note">
            Drag on the image: only neurons inside contribute. By keyboard: Enter places it, arrows move it,
            Alt+arrows resize it, Delete removes it, Escape finishes.
          </p>`
        : nothing
    }
  `;
}
