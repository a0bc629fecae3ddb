import { html, type TemplateResult } from 'lit';
import { styleMap } from 'lit/directives/style-map.js';
import { live } from 'lit/directives/live.js';

export interface SliderView {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly change: (value: number) => void;
  readonly wide?: boolean;
}

/** A fraction as a slider that shows and speaks percent. */
export function slider({ label, value, min, max, change, wide = false }: SliderView): TemplateResult {
  const percent = Math.round(value * 100);
  const input = (event: Event): void => change(Number((event.target as HTMLInputElement).value) / 100);
  return html`
    <label class="field ${wide ? 'wide' : ''}">
      <span class="field-label">${label}<span class="value">${percent}%</span></span>
      <input
        type="range"
        min=${Math.round(min * 100)}
        max=${Math.round(max * 100)}
        step="1"
        .value=${live(String(percent))}
        aria-valuetext="${percent} percent"
        style=${styleMap({ '--at': String((value - min) / (max - min)) })}
        @input=${input}
      />
    </label>
  `;
}
