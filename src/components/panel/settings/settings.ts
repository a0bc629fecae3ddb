import { html, type TemplateResult } from 'lit';
import type { FusionName } from '../../../cam/fuse-maps.js';
import type { Explanation } from '../../../worker/explanation.js';
import type { ModelInfo } from '../../../worker/model-info.js';
import { COLORMAP_NAMES, type ColormapName } from '../../colormaps/registry.js';
import { choice } from './choice.js';
import type { ChosenLayers } from '../model/chosen-layers.js';
import { layerPicker } from '../model/layer-picker.js';
import { legend } from './legend.js';
import { methodMenu } from './method-menu.js';
import { slider } from './slider.js';
import { isSmoothed, smoothing, type Smoothing } from './smoothing.js';

export interface SettingsView extends Smoothing {
  readonly method: string;
  readonly layer: string | undefined;
  readonly layers: readonly string[] | undefined;
  readonly fusion: FusionName | undefined;
  readonly colormap: ColormapName;
  readonly opacity: number;
  readonly threshold: number;
  readonly info: ModelInfo | undefined;
  readonly explanation: Explanation | undefined;
}

export interface SettingsActions {
  set(
    settings: Smoothing & {
      method?: string;
      fusion?: FusionName;
      colormap?: ColormapName;
      opacity?: number;
      threshold?: number;
    },
  ): void;
  chooseLayers(chosen: ChosenLayers): void;
}

const MIN_THRESHOLD = 0.05;
const MAX_THRESHOLD = 0.95;
const COLORS = COLORMAP_NAMES.map((name) => ({ name, title: name[0].toUpperCase() + name.slice(1) }));

/** How the map is made, and how it is drawn. */
export function settings(view: SettingsView, actions: SettingsActions): TemplateResult {
  const { method, layer, layers, fusion, samples, noise, colormap, opacity, threshold, info, explanation } =
    view;
  const caption = explanation ? `${explanation.label} in ${explanation.layer}` : '';
  return html`
    <div class="section fields">
      ${methodMenu({ method, choose: (name) => actions.set({ method: name }) })}
      ${layerPicker({
        ...{ info, explanation, method, layer, layers, fusion },
        choose: (chosen) => actions.chooseLayers(chosen),
        fuse: (how) => actions.set({ fusion: how }),
      })}
      ${smoothing({ method, samples, noise, set: (chosen) => actions.set(chosen) })}
      ${choice({
        label: 'Colours',
        groups: [{ choices: COLORS }],
        chosen: colormap,
        choose: (name) => actions.set({ colormap: name }),
      })}
      ${slider({
        label: 'Opacity',
        value: opacity,
        min: 0,
        max: 1,
        change: (value) => actions.set({ opacity: value }),
      })}
      ${slider({
        label: 'Threshold',
        value: threshold,
        min: MIN_THRESHOLD,
        max: MAX_THRESHOLD,
        wide: isSmoothed({ method, samples }),
        change: (value) => actions.set({ threshold: value }),
      })}
      ${legend({ colormap, threshold, caption })}
    </div>
  `;
}
