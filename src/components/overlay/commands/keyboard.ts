/** What the keys can do to the boxes. A command that returns false leaves the key to the page. */
export interface EditCommands {
  move(dx: number, dy: number): boolean;
  resize(dx: number, dy: number): boolean;
  accept(): boolean;
  reject(): boolean;
  step(by: 1 | -1): boolean;
  undo(): boolean;
  redo(): boolean;
  toggleOverlay(): boolean;
  toggleHelp(): boolean;
  leave(): boolean;
}

export interface KeyBinding {
  /** As people read them; alternatives are separate entries. */
  readonly keys: readonly string[];
  readonly help: string;
  matches(event: KeyboardEvent): boolean;
  run(commands: EditCommands, event: KeyboardEvent): boolean;
}

const FINE = 1;
const COARSE = 10;

const ARROWS: Record<string, readonly [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

const command = (event: KeyboardEvent): boolean => event.ctrlKey || event.metaKey;
const plain = (event: KeyboardEvent): boolean => !command(event) && !event.altKey;
const letter = (event: KeyboardEvent, key: string): boolean => event.key.toLowerCase() === key;
const isArrow = (event: KeyboardEvent): boolean => Object.hasOwn(ARROWS, event.key) && !command(event);

function along(event: KeyboardEvent, act: (dx: number, dy: number) => boolean): boolean {
  const [dx, dy] = ARROWS[event.key];
  const distance = event.shiftKey ? COARSE : FINE;
  return act(dx * distance, dy * distance);
}

/** Every key of the edit mode, in the order in which the help lists them. */
export const KEY_BINDINGS: readonly KeyBinding[] = [
  {
    keys: ['Tab', ']'],
    help: 'Next box',
    matches: (event) => plain(event) && !event.shiftKey && (event.key === 'Tab' || event.key === ']'),
    run: (commands) => commands.step(1),
  },
  {
    keys: ['Shift+Tab', '['],
    help: 'Previous box',
    matches: (event) => plain(event) && ((event.key === 'Tab' && event.shiftKey) || event.key === '['),
    run: (commands) => commands.step(-1),
  },
  {
    keys: ['Arrows'],
    help: 'Move by 1 px (Shift: 10 px)',
    matches: (event) => isArrow(event) && !event.altKey,
    run: (commands, event) => along(event, (dx, dy) => commands.move(dx, dy)),
  },
  {
    keys: ['Alt+Arrows'],
    help: 'Resize by 1 px (Shift: 10 px)',
    matches: (event) => isArrow(event) && event.altKey,
    run: (commands, event) => along(event, (dx, dy) => commands.resize(dx, dy)),
  },
  {
    keys: ['Enter', 'A'],
    help: 'Accept the box',
    matches: (event) => plain(event) && (event.key === 'Enter' || letter(event, 'a')),
    run: (commands) => commands.accept(),
  },
  {
    keys: ['Delete', 'R'],
    help: 'Reject the box',
    matches: (event) =>
      plain(event) && (event.key === 'Delete' || event.key === 'Backspace' || letter(event, 'r')),
    run: (commands) => commands.reject(),
  },
  {
    keys: ['Ctrl+Z'],
    help: 'Undo',
    matches: (event) => command(event) && !event.shiftKey && letter(event, 'z'),
    run: (commands) => commands.undo(),
  },
  {
    keys: ['Ctrl+Shift+Z', 'Ctrl+Y'],
    help: 'Redo',
    matches: (event) =>
      command(event) && ((event.shiftKey && letter(event, 'z')) || (!event.shiftKey && letter(event, 'y'))),
    run: (commands) => commands.redo(),
  },
  {
    keys: ['H'],
    help: 'Show or hide the heatmap',
    matches: (event) => plain(event) && letter(event, 'h'),
    run: (commands) => commands.toggleOverlay(),
  },
  {
    keys: ['?'],
    help: 'Show or hide this list',
    matches: (event) => plain(event) && event.key === '?',
    run: (commands) => commands.toggleHelp(),
  },
  {
    keys: ['Escape'],
    help: 'Leave the edit mode',
    matches: (event) => plain(event) && event.key === 'Escape',
    run: (commands) => commands.leave(),
  },
];

/** Runs the key's command, and keeps the key from the page when it did something. */
export function handleKey(event: KeyboardEvent, commands: EditCommands): void {
  if (event.isComposing || event.defaultPrevented) return;
  const binding = KEY_BINDINGS.find((candidate) => candidate.matches(event));
  if (!binding?.run(commands, event)) return;
  event.preventDefault();
  event.stopPropagation();
}

const BUTTON_KEYS = new Set(['Enter', ' ']);
const SLIDER_KEYS = /^(Arrow|Page|Home|End)/;

/**
 * Whether a control of ours uses the key itself. Only these are kept from the page: an annotator's own shortcuts
 * go on working while a button of ours has the focus, and do not fire while a slider or list is operated.
 */
export function controlUsesKey(control: EventTarget | undefined, key: string): boolean {
  if (control instanceof HTMLInputElement && control.type === 'range') return SLIDER_KEYS.test(key);
  if (control instanceof HTMLInputElement && control.type === 'checkbox') return key === ' ';
  if (control instanceof HTMLSelectElement || control instanceof HTMLTextAreaElement) return key !== 'Tab';
  if (control instanceof HTMLElement && control.localName === 'summary') return BUTTON_KEYS.has(key);
  if (control instanceof HTMLButtonElement) {
    return BUTTON_KEYS.has(key) || (control.role === 'radio' && key.startsWith('Arrow'));
  }
  return false;
}
