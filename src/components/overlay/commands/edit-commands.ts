import { nextDraft } from '../../../drafts/labels/reading-order.js';
import type { EditCommands } from './keyboard.js';
import type { LabelDesk } from '../labels/label-desk.js';

/** What keys do to the element, apart from its boxes. */
export interface EditHost {
  toggleOverlay(): void;
  toggleHelp(): void;
  leave(): void;
}

/** Commands on the selected box; without one they leave the key to the page. */
export function editCommands(desk: LabelDesk, host: EditHost): EditCommands {
  const onSelected = (act: (id: string) => void): boolean => {
    const { selected } = desk;
    if (selected) act(selected.id);
    return selected !== undefined;
  };
  const decide = (act: (id: string) => void): boolean =>
    onSelected((id) => {
      const next = nextDraft(desk.boxes, id);
      act(id);
      desk.select(next);
    });

  return {
    move: (dx, dy) =>
      onSelected((id) => desk.transform(id, (box) => ({ ...box, x: box.x + dx, y: box.y + dy }))),
    resize: (dx, dy) =>
      onSelected((id) =>
        desk.transform(id, (box) => ({ ...box, width: box.width + dx, height: box.height + dy })),
      ),
    accept: () => decide((id) => desk.accept(id, 'person')),
    reject: () => decide((id) => desk.reject(id, 'person')),
    step: (by) => desk.step(by),
    undo: () => desk.labels.undo('person'),
    redo: () => desk.labels.redo('person'),
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
