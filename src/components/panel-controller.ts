import type { TemplateResult } from 'lit';
import { controlsPanel, type ControlsActions } from './controls/controls-panel.js';
import type { DraftsController } from './drafts-controller.js';

import { controlUsesKey, handleKey, type EditCommands } from './keyboard.js';
import type { SaliencyOverlay } from './saliency-overlay.js';
import type { ShownPicture } from './shown-picture.js';
import type { StageController } from './stage-controller.js';

export interface PanelParts {
  readonly drafts: DraftsController;
  readonly stage: StageController;
  readonly commands: EditCommands;
  readonly picture: ShownPicture;
  readonly labels: () => readonly string[];
  readonly retry: () => void;
}

/** The panel of controls. What it shows and sets is what pages can read and set as well. */
export class PanelController {
  readonly #host: SaliencyOverlay;
  readonly #parts: PanelParts;
  readonly #actions: ControlsActions;
  #helpOpen = false;

  constructor(host: SaliencyOverlay, parts: PanelParts) {
    this.#host = host;
    this.#parts = parts;
    this.#actions = this.#actionsOn(host, parts);
  }

  toggleHelp(): void {
    this.#helpOpen = !this.#helpOpen;
    this.#host.requestUpdate();
  }

  render(): TemplateResult {
    const host = this.#host;
    const { drafts, picture, labels } = this.#parts;
    const { status, progress, error, explanation, modelInfo: info } = host;
    const { method, opacity, threshold, hiddenOverlay, editing, selected, canUndo, canRedo } = host;
    const view = {
      ...{ status, progress, error, explanation, info },
      ...{ method, opacity, threshold, hiddenOverlay, editing, selected, canUndo, canRedo },
      helpOpen: this.#helpOpen,
      colormap: host.colormapName,
      boxes: drafts.shown,
      labels: labels(),
      classLabels: info?.card.labels ?? [],
      picture: picture.cutOut,
      hasImage: host.target !== undefined,
    };
    return controlsPanel(view, this.#actions);
  }

  #actionsOn(host: SaliencyOverlay, { drafts, stage, retry }: PanelParts): ControlsActions {
    return {
      keydown: (event) => this.#handleKey(event),
      set(settings) {
        Object.assign(host, settings);
        if (settings.editing) void host.updateComplete.then(() => stage.focus());
      },
      select(id) {
        drafts.select(id);
        if (host.editing) stage.focus();
      },
      relabel: (id, label) => host.relabel(id, label),
      accept: (id) => host.accept(id),
      reject: (id) => host.reject(id),
      undo: () => void host.undo(),
      redo: () => void host.redo(),
      toggleHelp: () => this.toggleHelp(),
      cancel: () => host.cancel(),
      retry,
    };
  }

  #handleKey(event: KeyboardEvent): void {
    if (controlUsesKey(event.composedPath()[0], event.key)) event.stopPropagation();
    else if (event.ctrlKey || event.metaKey) handleKey(event, this.#parts.commands);
  }
}
