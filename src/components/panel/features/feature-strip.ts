import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { styleMap } from 'lit/directives/style-map.js';
import type { ChannelChoice } from '../../../cam/channel-choice.js';
import type { FeatureMap, FeatureMaps } from '../../../worker/feature-maps.js';
import { standardChannels } from '../../../cam/method-channels.js';
import { arrowTarget } from './arrow-target.js';
import { ChannelSwitches } from './channel-switches.js';
import type { Colormap } from '../../colormaps/colormap.js';
import { methodNamed } from '../settings/method-groups.js';
import { previewOf } from './paint-map.js';

export interface FeatureStripView {
  readonly method: string;
  readonly maps: FeatureMaps;
  readonly channels: ChannelChoice | undefined;
  readonly colormap: Colormap;
  readonly choose: (channels: ChannelChoice | undefined) => void;
}

/** Below this a share is not told apart from nothing. */
const SMALLEST = 0.01;

/** In percent, with its sign: a map below zero counts against the class. */
function shareText({ share, contribution }: Pick<FeatureMap, 'share' | 'contribution'>): string {
  if (share === 0) return '0%';
  const sign = contribution < 0 ? '−' : '+';
  return share < SMALLEST ? `${sign}<1%` : `${sign}${Math.round(share * 100)}%`;
}

/** The strongest feature maps as switches, and one more switch for all the others. */
export function featureStrip(view: FeatureStripView): TemplateResult {
  const { maps, channels, choose } = view;
  const method = methodNamed(view.method);
  const listed = maps.maps.map(({ channel }) => channel);
  const switches = new ChannelSwitches(channels, maps.ranking, method && standardChannels(method));
  const others = maps.channels - listed.length;
  const othersOn = switches.othersOn(listed);
  return html`
    <div class="strip-head">
      <span aria-live="polite">${switches.size} of ${maps.channels} maps contribute</span>
      <span class="tools">
        <button
          type="button"
          class="text-button"
          ?disabled=${switches.size === maps.channels}
          @click=${() => choose(switches.all())}
        >
          All
        </button>
        <button
          type="button"
          class="text-button"
          title="Only the ${listed.length} strongest maps"
          ?disabled=${others === 0}
          @click=${() => choose({ strongest: listed.length })}
        >
          Strongest ${listed.length}
        </button>
      </span>
    </div>
    <div class="maps" role="group" aria-label="Strongest feature maps" @keydown=${moveFocus}>
      ${maps.maps.map((map, index) => tile(map, index === 0, switches, view))}
    </div>
    ${
      others === 0
        ? nothing
        : html`<label class="check">
            <input
              type="checkbox"
              .checked=${live(othersOn > 0)}
              .indeterminate=${othersOn > 0 && othersOn < others}
              @change=${() => choose(switches.setOthers(listed, othersOn === 0))}
            />
            ${weakerText(othersOn, others)}
          </label>`
    }
  `;
}

/** Says how many where the switch alone cannot. */
function weakerText(on: number, all: number): string {
  const maps = `${all} weaker ${all === 1 ? 'map' : 'maps'}`;
  return on > 0 && on < all ? `${on} of the ${maps}` : `The ${maps}`;
}

function tile(
  map: FeatureMap,
  isFirst: boolean,
  switches: ChannelSwitches,
  { maps, colormap, choose }: FeatureStripView,
): TemplateResult {
  const { channel, contribution } = map;
  const on = switches.isOn(channel);
  const stands = contribution < 0 ? 'against' : 'for';
  const isAlone = on && switches.size === 1;
  return html`
    <div class="map">
      <button
        type="button"
        class="map-switch"
        data-channel=${channel}
        tabindex=${isFirst ? 0 : -1}
        aria-pressed=${on}
        aria-label="Feature map ${channel}, ${Math.round(map.share * 100)} percent, counts ${stands} the class"
        aria-keyshortcuts="Shift+Enter"
        title="Feature map ${channel} counts ${stands} the class. Shift+Enter: only this one"
        @click=${() => choose(switches.toggle(channel))}
      >
        <canvas
          aria-hidden="true"
          style=${styleMap({ 'aspect-ratio': `${maps.width} / ${maps.height}` })}
          ${previewOf({ data: map.map, width: maps.width, height: maps.height, rect: maps.mapRect }, maps.inputRect, colormap)}
        ></canvas>
        <span class="map-text"
          ><span>#${channel}</span
          ><span class="map-share" data-stands=${stands}>${shareText(map)}</span></span
        >
      </button>
      <button
        type="button"
        class="map-only"
        tabindex="-1"
        aria-label="Only feature map ${channel}"
        title="Only feature map ${channel}"
        ?disabled=${isAlone}
        @click=${() => choose(switches.only([channel]))}
      >
        Only
      </button>
    </div>
  `;
}

/** One stop for Tab: arrows walk through the maps, and Shift+Enter leaves only the one that has the focus. */
function moveFocus(event: KeyboardEvent): void {
  const group = event.currentTarget as HTMLElement;
  const switches = [...group.querySelectorAll<HTMLElement>('.map-switch')];
  const focused = switches.find((button) => button === event.target);
  const isOnly = event.key === 'Enter' && event.shiftKey;
  const only = isOnly ? focused?.parentElement?.querySelector<HTMLElement>('.map-only') : undefined;
  const next = arrowTarget(event, switches);
  if (!only && !next) return;
  only?.click();
  next?.focus();
  event.preventDefault();
  event.stopPropagation();
}
