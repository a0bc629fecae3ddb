import { html, nothing, type TemplateResult } from 'lit';
import type { ChannelChoice } from '../../../cam/channel-choice.js';
import type { SaliencyError } from '../../../errors.js';
import type { Rectangle } from '../../../geometry/rectangle.js';
import type { Explanation } from '../../../worker/explanation.js';
import type { FeatureMaps } from '../../../worker/feature-maps.js';
import type { ModelInfo } from '../../../worker/model-info.js';
import { COLORMAPS, type ColormapName } from '../../colormaps/registry.js';
import { leavesMapsOut } from './channel-switches.js';
import { featureStrip } from './feature-strip.js';
import { methodNamed, readsInput } from '../settings/method-groups.js';
import { regionRow } from './region-row.js';

export interface SelectionView {
  readonly method: string;
  readonly colormap: ColormapName;
  readonly explanation: Explanation | undefined;
  readonly info: ModelInfo | undefined;
  readonly channels: ChannelChoice | undefined;
  readonly region: Rectangle | undefined;
  readonly selecting: boolean;
  readonly features: {
    readonly open: boolean;
    readonly maps: FeatureMaps | undefined;
    readonly error: SaliencyError | undefined;
  };
}

export interface SelectionActions {
  open(open: boolean): void;
  pick(picks: { channels?: ChannelChoice | undefined; region?: Rectangle | undefined }): void;
  select(selecting: boolean): void;
}

type Chosen = Pick<SelectionView, 'method' | 'channels' | 'region' | 'explanation' | 'info'>;

function choosesMaps({ method, channels, explanation, info }: Chosen): boolean {
  if (channels === undefined || readsInput(method)) return false;
  const layer = info?.layers.find(({ name }) => name === explanation?.layer);
  return !layer || leavesMapsOut(channels, layer.channels);
}

/** What contributes, where that is not everything. */
function chosenParts(view: Chosen): readonly string[] {
  return [...(choosesMaps(view) ? ['some maps'] : []), ...(view.region ? ['a region'] : [])];
}

/** Whether some feature maps or neurons are left out. */
function isPartial(view: Chosen): boolean {
  return chosenParts(view).length > 0;
}

/** In a few words, for the closed section. */
function summary(view: Chosen): string {
  return isPartial(view) ? `only ${chosenParts(view).join(' and ')}` : 'everything';
}

/** Which feature maps and which neurons contribute to the heatmap. */
export function selectionSection(view: SelectionView, actions: SelectionActions): TemplateResult {
  const { region, selecting, explanation, features } = view;
  return html`
    <details
      class="section disclosure selection"
      part="selection"
      ?open=${features.open}
      @toggle=${(event: Event) => actions.open((event.target as HTMLDetailsElement).open)}
    >
      <summary>
        <span class="subtitle">What contributes</span>
        <span class="summary-text">${summary(view)}</span>
      </summary>
      ${
        features.open
          ? html`
              ${regionRow({
                ...{ region, selecting, explanation },
                select: (on) => actions.select(on),
                clear: () => actions.pick({ region: undefined }),
              })}
              ${featureMaps(view, actions)}
            `
          : nothing
      }
    </details>
  `;
}

/** Why there are no feature maps to choose from; undefined where there are. */
function obstacle({ method, explanation, features, info }: SelectionView): string | undefined {
  if (readsInput(method))
    return `${methodNamed(method)?.title} reads the image itself: there are no feature maps to choose from.`;
  if (explanation?.layers) return 'With several layers fused, feature maps can be chosen only by strength.';
  if (features.error) return features.error.message;
  if (!explanation || !info) return 'The feature maps appear with the first heatmap.';
  return undefined;
}

function featureMaps(view: SelectionView, actions: SelectionActions): TemplateResult {
  const { channels, explanation, features, colormap } = view;
  const why = obstacle(view);
  if (why) return html`<p class="note">${why}</p>`;
  const { maps } = features;
  if (!maps || maps.layer !== explanation?.layer)
    return html`<p class="note" role="status">Ranking the feature maps…</p>`;
  return featureStrip({
    method: explanation.method,
    maps,
    channels,
    colormap: COLORMAPS[colormap],
    choose: (chosen) => actions.pick({ channels: chosen }),
  });
}
