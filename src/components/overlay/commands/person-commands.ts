import type { Rectangle } from '../../../geometry/rectangle.js';
import type { PanelCommands } from '../../panel/panel.js';
import type { PictureElement } from '../../stage/measure-target.js';
import type { StageCallbacks, StageState } from '../../stage/stage-controller.js';
import { editCommands } from './edit-commands.js';
import type { EditCommands } from './keyboard.js';
import type { OverlaySession } from '../overlay-session.js';

/** What people switch on the element itself. */
export interface CommandHost {
  editing: boolean;
  selecting: boolean;
  hiddenOverlay: boolean;
  readonly target: PictureElement | undefined;
  readonly labels: readonly string[] | undefined;
  readonly updateComplete: Promise<unknown>;
}

export function keyCommands(
  host: CommandHost,
  { labels }: OverlaySession,
  toggleHelp: () => void,
): EditCommands {
  return editCommands(labels, {
    leave: () => (host.editing = false),
    toggleOverlay: () => (host.hiddenOverlay = !host.hiddenOverlay),
    toggleHelp,
  });
}

export function stageCallbacks(
  host: CommandHost,
  session: OverlaySession,
  parts: {
    readonly keys: EditCommands;
    readonly state: () => StageState;
    readonly frameOf: (target: PictureElement) => HTMLElement | undefined;
    readonly pick: (region: Rectangle | undefined) => void;
  },
): StageCallbacks {
  const { labels, questions } = session;
  return {
    commands: parts.keys,
    state: parts.state,
    frameOf: parts.frameOf,
    sourceLoaded: () => session.lookAtImage(true),
    failed: (error) => questions.report(error),
    select: (id) => labels.select(id),
    change: (id, rect) => labels.place(id, rect),
    draw: (rect) => labels.draw(rect, host.labels ?? []),
    accept: (id) => labels.accept(id, 'person'),
    reject: (id) => labels.reject(id, 'person'),
    relabel: (id, label) => labels.labels.relabel(id, label, 'person'),
    region: {
      change: (region) => {
        parts.pick(region);
        void session.personChose();
      },
      leave: () => (host.selecting = false),
    },
  };
}

export function panelCommands(
  host: CommandHost,
  session: OverlaySession,
  { keys, focus }: { readonly keys: EditCommands; readonly focus: () => void },
): PanelCommands {
  const { labels, questions } = session;
  return {
    keys,
    chosen: () => void session.personChose(),
    select: (id) => {
      labels.select(id);
      if (host.editing) focus();
    },
    relabel: (id, label) => void labels.labels.relabel(id, label, 'person'),
    accept: (id) => labels.accept(id, 'person'),
    reject: (id) => labels.reject(id, 'person'),
    restore: (id) => void labels.labels.restore(id, 'person'),
    undo: () => void labels.labels.undo('person'),
    redo: () => void labels.labels.redo('person'),
    cancel: () => questions.cancel(),
    retry: () => session.ask(),
    show: (modes) => {
      Object.assign(host, modes);
      if (!modes.editing && !modes.selecting) return;
      // On a phone the panel lies a screen below the image; what is done there next gets the focus.
      host.target?.scrollIntoView({ block: 'nearest' });
      void host.updateComplete.then(focus);
    },
  };
}
