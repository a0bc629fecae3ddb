import type { TemplateResult } from 'lit';
import type { Explanation } from '../../../worker/explanation.js';
import type { LayerInfo, ModelInfo } from '../../../worker/model-info.js';
import { choice } from '../settings/choice.js';
import { methodNamed, readsInput } from '../settings/method-groups.js';

export interface LayerPickerView {
  readonly info: ModelInfo | undefined;
  readonly explanation: Explanation | undefined;
  readonly method: string;
  readonly layer: string | undefined;
  /** Undefined: the default layer. */
  readonly choose: (layer: string | undefined) => void;
}

function title({ name, channels, width, height }: LayerInfo, isDefault: boolean): string {
  return `${name} · ${width} × ${height} · ${channels} maps${isDefault ? ' (default)' : ''}`;
}

interface Obstacle {
  /** In place of a layer. */
  readonly instead: string;
  readonly note: string;
}

/** Why there is nothing to choose; undefined where there is. */
function obstacle({ info, explanation, method }: LayerPickerView): Obstacle | undefined {
  if (readsInput(method)) {
    const note = `${methodNamed(method)?.title} reads the image itself, not a layer.`;
    return { instead: 'The image', note };
  }
  if (explanation?.layers)
    return { instead: 'Several', note: `Fused from ${explanation.layers.join(', ')}.` };
  return info ? undefined : { instead: 'None yet', note: 'The layers are listed once the model is open.' };
}

/** The spatial layers of the model, each with its grid: the later, the coarser and the nearer to the class. */
export function layerPicker(view: LayerPickerView): TemplateResult {
  const { info, explanation, layer, choose } = view;
  const { layers = [], defaultLayer = '' } = info ?? {};
  const missing = obstacle(view);
  // A name may be an alias, which the explanation resolves.
  const known = layers.some(({ name }) => name === layer);
  const chosen = known ? layer : layer ? explanation?.layer : defaultLayer;
  const choices = layers.map((each) => ({ name: each.name, title: title(each, each.name === defaultLayer) }));
  return choice({
    label: 'Layer',
    groups: [{ choices: missing ? [{ name: '', title: missing.instead }] : choices }],
    chosen: chosen ?? '',
    choose: (name) => choose(name === defaultLayer ? undefined : name),
    note: missing?.note,
    disabled: missing !== undefined,
    wide: true,
  });
}
