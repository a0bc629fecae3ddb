import { html, nothing, type TemplateResult } from 'lit';
import type { FusionName } from '../../../cam/fuse-maps.js';
import type { Explanation } from '../../../worker/explanation.js';
import type { LayerInfo, ModelInfo } from '../../../worker/model-info.js';
import { choice, type Choice } from '../settings/choice.js';
import { methodNamed, readsInput } from '../settings/method-groups.js';
import { choiceOf, layersOf, type ChosenLayers } from './chosen-layers.js';

export interface LayerPickerView extends ChosenLayers {
  readonly info: ModelInfo | undefined;
  readonly explanation: Explanation | undefined;
  readonly method: string;
  readonly fusion: FusionName | undefined;
  readonly choose: (chosen: ChosenLayers) => void;
  readonly fuse: (fusion: FusionName) => void;
}

const NONE = '';
const MANY = ' ';

const FUSION_CHOICES: readonly Choice<FusionName>[] = [
  { name: 'mean', title: 'Mean' },
  { name: 'max', title: 'Maximum' },
  { name: 'product', title: 'Product' },
];

function title({ name, channels, width, height }: LayerInfo, isDefault: boolean): string {
  return `${name} · ${width} × ${height} · ${channels} maps${isDefault ? ' (default)' : ''}`;
}

interface Obstacle {
  /** In place of a layer. */
  readonly instead: string;
  readonly note: string;
}

/** Why there is nothing to choose; undefined where there is. */
function obstacle({ info, method }: LayerPickerView): Obstacle | undefined {
  if (readsInput(method)) {
    const note = `${methodNamed(method)?.title} reads the image itself, not a layer.`;
    return { instead: 'The image', note };
  }
  return info ? undefined : { instead: 'None yet', note: 'The layers are listed once the model is open.' };
}

/**
 * The spatial layers of the model, each with its grid: the later, the coarser and the nearer to the class. One of them, or
 * one and another that it is fused with; pages can fuse more.
 */
export function layerPicker(view: LayerPickerView): TemplateResult {
  const missing = obstacle(view);
  if (missing || !view.info) {
    const choices = [{ name: NONE, title: missing?.instead ?? '' }];
    return choice({
      ...{ label: 'Layer', groups: [{ choices }], chosen: NONE, choose: () => undefined },
      ...{ note: missing?.note, disabled: true, wide: true },
    });
  }
  return fieldsOf(view, view.info);
}

function fieldsOf(view: LayerPickerView, info: ModelInfo): TemplateResult {
  const { explanation, method, fusion, fuse } = view;
  const fuses = methodNamed(method)?.fuses ?? false;
  const names = layersOf(view, info, fuses).map((name, i) => resolved(name, i, info, explanation));
  const [first, second = NONE] = names;
  const choose = (chosen: readonly string[]): void => view.choose(choiceOf(chosen, info, fuses));
  const isDefault = (name: string): boolean =>
    (fuses ? info.defaultLayers : [info.defaultLayer]).includes(name);
  const choices = info.layers.map((each) => ({ name: each.name, title: title(each, isDefault(each.name)) }));
  const partners = [{ name: NONE, title: 'No other layer' }, ...choices.filter(({ name }) => name !== first)];
  const many = { name: MANY, title: names.slice(1).join(', ') };
  return html`
    ${choice({
      label: 'Layer',
      groups: [{ choices }],
      chosen: first,
      choose: (name) => choose([name, ...names.slice(1).filter((other) => other !== name)]),
      wide: true,
    })}
    ${choice({
      label: 'Fused with',
      groups: [{ choices: names.length > 2 ? [many, ...partners] : partners }],
      chosen: names.length > 2 ? MANY : second,
      choose: (name) => choose(name === NONE ? [first] : [first, name]),
      wide: names.length < 2,
    })}
    ${
      names.length < 2
        ? nothing
        : choice({
            label: 'Fusion',
            groups: [{ choices: FUSION_CHOICES }],
            chosen: fusion ?? info.defaultFusion,
            choose: fuse,
          })
    }
  `;
}

/** A name may be an alias, which the explanation resolves. */
function resolved(
  name: string,
  index: number,
  { layers }: ModelInfo,
  explanation: Explanation | undefined,
): string {
  if (!explanation || layers.some((layer) => layer.name === name)) return name;
  return explanation.layers?.[index] ?? explanation.layer;
}
