import type { TemplateResult } from 'lit';
import { CardQuestions } from './card-questions.js';
import { controlsPanel, type ControlsActions } from './controls-panel.js';
import { ModelsPanel } from './models-panel.js';
import type { DraftsController } from '../overlay/drafts-controller.js';
import type { FeatureMapsController } from './feature-maps-controller.js';
import { HandPicks, type Pick } from './hand-picks.js';
import { isPartial } from './selection-section.js';
import { controlUsesKey, handleKey, type EditCommands } from '../overlay/keyboard.js';
import type { SaliencyOverlay } from '../overlay/saliency-overlay.js';
import type { ShownPicture } from '../overlay/shown-picture.js';
import type { StageController } from '../stage/stage-controller.js';

export interface PanelParts {
  readonly drafts: DraftsController;
  readonly features: FeatureMapsController;
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
  readonly #picks: HandPicks;
  readonly #questions: CardQuestions;
  readonly #models: ModelsPanel;
  #helpOpen = false;

  constructor(host: SaliencyOverlay, parts: PanelParts) {
    this.#host = host;
    this.#parts = parts;
    this.#picks = new HandPicks(host);
    this.#questions = new CardQuestions(host);
    this.#models = new ModelsPanel(host);
    this.#actions = this.#actionsOn(host, parts);
  }

  /** Sets what a person chose, which goes with the model or the image that it was chosen for. */
  pick(values: Pick): void {
    this.#picks.set(values);
  }

  forgetPicks(subject: 'model' | 'image'): void {
    this.#picks.forget(subject);
  }

  toggleHelp(): void {
    this.#helpOpen = !this.#helpOpen;
    this.#host.requestUpdate();
  }

  render(): TemplateResult {
    const host = this.#host;
    const { drafts, features, picture, labels } = this.#parts;
    const { status, progress, error, explanation, modelInfo: info } = host;
    const { layer, channels, region, selecting, samples, noise } = host;
    const { method, opacity, threshold, hiddenOverlay, editing, selected, canUndo, canRedo } = host;
    const view = {
      ...{ status, progress, error, explanation, info },
      ...{ method, opacity, threshold, hiddenOverlay, editing, selected, canUndo, canRedo },
      ...{ layer, channels, region, selecting, samples, noise, features },
      isPartial: isPartial({ method, channels, region, explanation, info }),
      helpOpen: this.#helpOpen,
      questions: this.#questions.render(),
      models: this.#models.render(),
      colormap: host.colormapName,
      boxes: drafts.shown,
      labels: labels(),
      classLabels: info?.card.labels ?? [],
      picture: picture.cutOut,
      hasImage: host.target !== undefined,
    };
    return controlsPanel(view, this.#actions);
  }

  #actionsOn(host: SaliencyOverlay, { drafts, features, stage, retry }: PanelParts): ControlsActions {
    return {
      keydown: (event) => this.#handleKey(event),
      settings: {
        set: (settings) => Object.assign(host, settings),
        // Numbers of feature maps mean others in another layer.
        chooseLayer: (layer) => this.pick({ layer, channels: undefined }),
      },
      selection: {
        open: (open) => (features.open = open),
        pick: (picks) => this.pick(picks),
        select: (selecting) => this.#start({ selecting }),
      },
      show: (settings) => this.#start(settings),
      chooseClass: (targetClass) => {
        host.targetClass = targetClass;
        if (host.explanation?.versus === targetClass) host.versus = undefined;
      },
      contrast: (versus) => this.pick({ versus }),
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

  /** What is done on the image next gets the focus. */
  #start(modes: { hiddenOverlay?: boolean; editing?: boolean; selecting?: boolean }): void {
    const host = this.#host;
    Object.assign(host, modes);
    if (!modes.editing && !modes.selecting) return;
    // On a phone the panel lies a screen below the image.
    host.target?.scrollIntoView({ block: 'nearest' });
    void host.updateComplete.then(() => this.#parts.stage.focus());
  }

  #handleKey(event: KeyboardEvent): void {
    if (controlUsesKey(event.composedPath()[0], event.key)) event.stopPropagation();
    else if (event.ctrlKey || event.metaKey) handleKey(event, this.#parts.commands);
  }
}
