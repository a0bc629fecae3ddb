import type { DraftsController } from './drafts-controller.js';
import type { EditCommands } from './keyboard.js';

/** What keys do to the element, apart from its boxes. */
export interface EditHost {
  toggleOverlay(): void;
  toggleHelp(): void;
  leave(): void;
}

/** Commands on the selected box; without one they leave the key to the page. */
export function editCommands(drafts: DraftsController, host: EditHost): EditCommands {
  const onSelected = (act: (id: string) => void): boolean => {
    const { selected } = drafts;
    if (selected) act(selected.id);
    return selected !== undefined;
  };
  const decide = (act: (id: string) => void): boolean =>
    onSelected((id) => {
      const next = drafts.after(id);
      act(id);
      drafts.select(next);
    });

  return {
    move: (dx, dy) =>
      onSelected((id) => drafts.transform(id, (box) => ({ ...box, x: box.x + dx, y: box.y + dy }))),
    resize: (dx, dy) =>
      onSelected((id) =>
        drafts.transform(id, (box) => ({ ...box, width: box.width + dx, height: box.height + dy })),
      ),
    accept: () => decide((id) => drafts.accept(id)),
    reject: () => decide((id) => drafts.reject(id)),
    step: (by) => drafts.step(by),
    undo: () => drafts.undo(),
    redo: () => drafts.redo(),
    toggleOverlay() {
      host.toggleOverlay();
      return true;
    },
    toggleHelp() {
      host.toggleHelp();
      return true;
    },
    leave() {
      host.leave();
      return true;
    },
  };
}
