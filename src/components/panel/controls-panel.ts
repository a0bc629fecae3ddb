import { html, nothing, type TemplateResult } from 'lit';
import { labelOf } from '../../models/class-scores.js';
import { classList } from './classes/class-list.js';
import { draftList } from './boxes/draft-list.js';
import { icon, type IconName } from './icons.js';
import { keyHelp } from './key-help.js';
import { methodNamed } from './settings/method-groups.js';
import { progressBar } from './model/progress.js';
import { rankClasses } from './classes/rank-classes.js';
import { selectionSection, type SelectionActions, type SelectionView } from './features/selection-section.js';
import type { PanelView } from './panel-view.js';
import { rejectedList } from './boxes/rejected-list.js';
import { settings, type SettingsActions } from './settings/settings.js';
import { statusLine } from './model/status-line.js';

/** What the panel shows: the element's record, and sections that keep their own state. */
export interface ControlsView extends PanelView {
  readonly features: SelectionView['features'];
  readonly helpOpen: boolean;
  readonly questions: TemplateResult | undefined;
  readonly models: TemplateResult;
}

/** What the panel asks the element to do. */
export interface ControlsActions {
  keydown(event: KeyboardEvent): void;
  readonly settings: SettingsActions;
  readonly selection: SelectionActions;
  show(view: { hiddenOverlay?: boolean; editing?: boolean; selecting?: boolean }): void;
  chooseClass(index: number): void;
  /** Undefined: no contrast. */
  contrast(index: number | undefined): void;
  select(id: string): void;
  relabel(id: string, label: string): void;
  accept(id: string): void;
  reject(id: string): void;
  restore(id: string): void;
  undo(): void;
  redo(): void;
  toggleHelp(): void;
  cancel(): void;
  retry(): void;
}

const TOP_CLASSES = 5;

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
      ${view.questions} ${classSection(view, actions)} ${settings(view, actions.settings)}
      ${selectionSection(view, actions.selection)} ${boxSection(view, actions)} ${view.models}
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

function titleOf({ explanation, classLabels }: ControlsView): string {
  if (!explanation) return 'Saliency';
  const { label, versus } = explanation;
  return versus === undefined ? label : `${label}, not ${labelOf(versus, classLabels)}`;
}

function header(view: ControlsView, actions: ControlsActions): TemplateResult {
  const { hiddenOverlay, editing, helpOpen } = view;
  const title = titleOf(view);
  return html`
    <header class="head">
      <h2 class="title" title=${title}>${title}</h2>
      <div class="tools" role="group" aria-label="View">
        ${toggle(hiddenOverlay ? 'eyeOff' : 'eye', 'Show the heatmap', !hiddenOverlay, () =>
          actions.show({ hiddenOverlay: !hiddenOverlay }),
        )}
        ${toggle('edit', 'Edit the boxes', editing, () => actions.show({ editing: !editing }))}
        ${toggle('keys', 'Keyboard shortcuts', helpOpen, () => actions.toggleHelp())}
      </div>
    </header>
  `;
}

function classSection(view: ControlsView, actions: ControlsActions): TemplateResult {
  const { explanation, classLabels, method } = view;
  const classes = explanation ? rankClasses(explanation.scores, classLabels, TOP_CLASSES) : [];
  return html`
    <div class="section" ?hidden=${classes.length === 0}>
      ${classList({
        classes,
        isProbability: explanation?.isProbability ?? true,
        list: view.labels,
        count: explanation?.scores.length ?? 0,
        chosen: explanation?.classIndex,
        versus: explanation?.versus,
        classSpecific: methodNamed(method)?.classSpecific ?? true,
        choose: (index) => actions.chooseClass(index),
        contrast: (index) => actions.contrast(index),
      })}
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
      ${rejectedList({ boxes: view.rejected, picture, restore: (id) => actions.restore(id) })}
    </div>
  `;
}
