import type { ReactiveControllerHost, TemplateResult } from 'lit';
import type { Explanation } from '../../worker/explanation.js';
import { controlUsesKey, handleKey, type EditCommands } from '../overlay/commands/keyboard.js';
import { CardQuestions, type CardHost } from './model/card-questions.js';
import { controlsPanel, type ControlsActions } from './controls-panel.js';
import type { FeatureMapsController } from './features/feature-maps-controller.js';
import { HandPicks, type Pickable, type Picks } from './hand-picks.js';
import { ModelsPanel } from './model/models-panel.js';
import type { PanelView } from './panel-view.js';

/** What the panel sets on the element. */
export interface PanelHost extends ReactiveControllerHost, CardHost, Pickable {
  readonly explanation: Explanation | undefined;
  targetClass: string | number;
}

/** What people do elsewhere too: with keys, on the image. */
export interface PanelCommands extends Pick<
  ControlsActions,
  'select' | 'relabel' | 'accept' | 'reject' | 'restore' | 'undo' | 'redo' | 'cancel' | 'retry' | 'show'
> {
  readonly keys: EditCommands;
  /** Somebody chose what to see: it goes before what the page is asking. */
  chosen(): void;
}

/** The panel of controls. What it shows and sets is what pages can read and set as well. */
export class Panel {
  readonly #host: PanelHost;
  readonly #features: FeatureMapsController;
  readonly #actions: ControlsActions;
  readonly #picks: HandPicks;
  readonly #questions: CardQuestions;
  readonly #models: ModelsPanel;
  #helpOpen = false;

  constructor(host: PanelHost, features: FeatureMapsController, commands: PanelCommands) {
    this.#host = host;
    this.#features = features;
    this.#picks = new HandPicks(host);
    this.#questions = new CardQuestions(host);
    this.#models = new ModelsPanel(host);
    this.#actions = this.#actionsOn(host, commands);
  }

  /** Sets what a person chose, which goes with the model or the image that it was chosen for. */
  pick(values: Picks): void {
    this.#picks.set(values);
  }

  forgetPicks(subject: 'model' | 'image'): void {
    this.#picks.forget(subject);
  }

  toggleHelp(): void {
    this.#helpOpen = !this.#helpOpen;
    this.#host.requestUpdate();
  }

  render(view: PanelView): TemplateResult {
    return controlsPanel(
      {
        ...view,
        features: this.#features,
        helpOpen: this.#helpOpen,
        questions: this.#questions.render(),
        models: this.#models.render(),
      },
      this.#actions,
    );
  }

  #actionsOn(host: PanelHost, commands: PanelCommands): ControlsActions {
    const choose = (values: object): void => {
      Object.assign(host, values);
      commands.chosen();
    };
    const pick = (picks: Picks): void => {
      this.pick(picks);
      commands.chosen();
    };
    return {
      ...commands,
      keydown: (event) => this.#handleKey(event, commands.keys),
      settings: {
        set: (settings) => choose(settings),
        // Numbers of feature maps mean others in another layer.
        chooseLayers: ({ layer, layers }) => pick({ layer, layers, channels: undefined }),
      },
      selection: {
        open: (open) => (this.#features.open = open),
        pick,
        select: (selecting) => commands.show({ selecting }),
      },
      chooseClass: (targetClass) => {
        if (host.explanation?.versus === targetClass) host.versus = undefined;
        choose({ targetClass });
      },
      contrast: (versus) => pick({ versus }),
      toggleHelp: () => this.toggleHelp(),
    };
  }

  #handleKey(event: KeyboardEvent, keys: EditCommands): void {
    if (controlUsesKey(event.composedPath()[0], event.key)) event.stopPropagation();
    else if (event.ctrlKey || event.metaKey) handleKey(event, keys);
  }
}
