import { html, nothing, type TemplateResult } from 'lit';
import { CAM_METHODS } from '../../cam/cam-methods.js';
import type { DraftBox } from '../../drafts/draft-box.js';
import { COLORMAP_NAMES, type ColormapName } from '../colormaps/registry.js';
import { classList } from './class-list.js';
import { draftList, type DraftPicture } from './draft-list.js';
import { icon, type IconName } from './icons.js';
import { keyHelp } from './key-help.js';
import { legend } from './legend.js';
import { progressBar } from './progress.js';
import { rankClasses } from './rank-classes.js';
import { slider } from './slider.js';
import { statusLine, type StatusLineView } from './status-line.js';

export interface ControlsView extends Omit<StatusLineView, 'cancel' | 'retry'> {
  readonly method: string;
  readonly colormap: ColormapName;
  readonly opacity: number;
  readonly threshold: number;
  readonly hiddenOverlay: boolean;
  readonly editing: boolean;
  readonly helpOpen: boolean;
  readonly boxes: readonly DraftBox[];
  readonly selected: string | undefined;
  /** Labels that boxes can be given. */
  readonly labels: readonly string[];
  /** Labels of the model's classes, by index. */
  readonly classLabels: readonly string[];
  /** The image that the boxes are cut out of, for thumbnails. */
  readonly picture: DraftPicture | undefined;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
}

/** What the panel asks the element to do. */
export interface ControlsActions {
  keydown(event: KeyboardEvent): void;
  set(settings: {
    method?: string;
    targetClass?: number;
    colormap?: ColormapName;
    opacity?: number;
    threshold?: number;
    hiddenOverlay?: boolean;
    editing?: boolean;
  }): void;
  select(id: string): void;
  relabel(id: string, label: string): void;
  accept(id: string): void;
  reject(id: string): void;
  undo(): void;
  redo(): void;
  toggleHelp(): void;
  cancel(): void;
  retry(): void;
}

const TOP_CLASSES = 5;
const MIN_THRESHOLD = 0.05;
const MAX_THRESHOLD = 0.95;

/** The panel under the image, or wherever the page puts the element. */
export function controlsPanel(view: ControlsView, actions: ControlsActions): TemplateResult {
  const busy = view.status === 'loading' || view.status === 'running';
  return html`
    <section
      class="panel"
      part="controls"
      aria-label="Saliency overlay"
      @keydown=${(event: KeyboardEvent) => actions.keydown(event)}
    >
      <div class="bar-slot">${busy ? progressBar(view.progress) : nothing}</div>
      ${header(view, actions)} ${view.helpOpen ? keyHelp() : nothing}
      ${statusLine({ ...view, cancel: () => actions.cancel(), retry: () => actions.retry() })}
      ${classSection(view, actions)} ${settings(view, actions)} ${boxSection(view, actions)}
    </section>
  `;
}

function toggle(name: IconName, label: string, pressed: boolean, act: () => void): TemplateResult {
  return html`<button
    type="button"
    class="icon"
    title=${label}
    aria-label=${label}
    aria-pressed=${pressed}
    @click=${act}
  >
    ${icon(name)}
  </button>`;
}

function header(view: ControlsView, actions: ControlsActions): TemplateResult {
  const { hiddenOverlay, editing, helpOpen, explanation } = view;
  return html`
    <header class="head">
      <h2 class="title">${explanation?.label ?? 'Saliency'}</h2>
      <div class="tools" role="group" aria-label="View">
        ${toggle(hiddenOverlay ? 'eyeOff' : 'eye', 'Show the heatmap', !hiddenOverlay, () =>
          actions.set({ hiddenOverlay: !hiddenOverlay }),
        )}
        ${toggle('edit', 'Edit the boxes', editing, () => actions.set({ editing: !editing }))}
        ${toggle('keys', 'List of keys', helpOpen, () => actions.toggleHelp())}
      </div>
    </header>
  `;
}

function classSection({ explanation, classLabels }: ControlsView, actions: ControlsActions): TemplateResult {
  const classes = explanation ? rankClasses(explanation.scores, classLabels, TOP_CLASSES) : [];
  return html`
    <div class="section" ?hidden=${classes.length === 0}>
      ${classList({
        classes,
        labels: explanation ? classLabels.slice(0, explanation.scores.length) : [],
        chosen: explanation?.classIndex,
        choose: (targetClass) => actions.set({ targetClass }),
      })}
    </div>
  `;
}

function choice<Name extends string>(
  label: string,
  names: readonly (readonly [name: Name, title: string])[],
  chosen: string,
  choose: (name: Name) => void,
): TemplateResult {
  return html`
    <label class="field">
      <span class="field-label">${label}</span>
      <select
        class="select"
        @change=${(event: Event) => choose((event.target as HTMLSelectElement).value as Name)}
      >
        ${names.map(
          ([name, title]) => html`<option value=${name} ?selected=${name === chosen}>${title}</option>`,
        )}
      </select>
    </label>
  `;
}

const METHODS = Object.values(CAM_METHODS).map(({ name, title }) => [name, title] as const);
const COLORS = COLORMAP_NAMES.map((name) => [name, name[0].toUpperCase() + name.slice(1)] as const);

function settings(view: ControlsView, actions: ControlsActions): TemplateResult {
  const { method, colormap, opacity, threshold, explanation } = view;
  const caption = explanation ? `${explanation.label} in ${explanation.layer}` : '';
  return html`
    <div class="section fields">
      ${choice('Method', METHODS, method, (name) => actions.set({ method: name }))}
      ${choice('Colours', COLORS, colormap, (name) => actions.set({ colormap: name }))}
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
        change: (value) => actions.set({ threshold: value }),
      })}
      ${legend({ colormap, threshold, caption })}
    </div>
  `;
}

function boxSection(view: ControlsView, actions: ControlsActions): TemplateResult {
  const { boxes, selected, labels, picture, editing, canUndo, canRedo } = view;
  const drafts = boxes.filter((box) => box.status === 'draft').length;
  return html`
    <div class="section" part="boxes">
      <div class="head">
        <h3 class="subtitle">${boxes.length === 1 ? '1 box' : `${boxes.length} boxes`}</h3>
        <div class="tools" role="group" aria-label="Boxes">
          <button
            type="button"
            class="text-button"
            ?disabled=${drafts === 0}
            @click=${() => actions.accept('all')}
          >
            Accept all
          </button>
          <button
            type="button"
            class="text-button"
            ?disabled=${drafts === 0}
            @click=${() => actions.reject('all')}
          >
            Reject all
          </button>
          <button
            type="button"
            class="icon"
            title="Undo"
            aria-label="Undo"
            ?disabled=${!canUndo}
            @click=${() => actions.undo()}
          >
            ${icon('undo')}
          </button>
          <button
            type="button"
            class="icon"
            title="Redo"
            aria-label="Redo"
            ?disabled=${!canRedo}
            @click=${() => actions.redo()}
          >
            ${icon('redo')}
          </button>
        </div>
      </div>
      ${draftList({
        boxes,
        selected,
        labels,
        picture,
        editing,
        explained: view.explanation !== undefined,
        select: (id) => actions.select(id),
        relabel: (id, label) => actions.relabel(id, label),
        accept: (id) => actions.accept(id),
        reject: (id) => actions.reject(id),
      })}
    </div>
  `;
}
