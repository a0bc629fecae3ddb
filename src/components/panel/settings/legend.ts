import { html, type TemplateResult } from 'lit';
import { styleMap } from 'lit/directives/style-map.js';
import { cssGradient } from '../../colormaps/lookup-table.js';
import { COLORMAPS, type ColormapName } from '../../colormaps/registry.js';

export interface LegendView {
  readonly colormap: ColormapName;
  /** In [0, 1], as a tick. */
  readonly threshold: number;
  /** What the colours stand for: the class and the layer. */
  readonly caption: string;
}

/** The colour map from nothing to the map's maximum, with the threshold of the boxes. */
export function legend({ colormap, threshold, caption }: LegendView): TemplateResult {
  return html`
    <figure class="legend" part="legend">
      <div
        class="ramp"
        style=${styleMap({ '--ramp': cssGradient(COLORMAPS[colormap]), '--threshold': String(threshold) })}
      ></div>
      <div class="ends"><span>0</span><span class="caption">${caption}</span><span>max</span></div>
    </figure>
  `;
}
