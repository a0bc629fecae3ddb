import { ChoicePopup } from './choice-popup.js';
import type { LabelChoice } from './label-choice.js';
import { searchChoices } from './search-choices.js';

export interface ComboboxView {
  /** What is chosen here, for assistive technology. */
  readonly name: string;
  /** All of them; called while the list is open. */
  readonly choices: () => readonly LabelChoice[];
  /** Value of the present choice; undefined: none of them. */
  readonly chosen: string | undefined;
  /** What the field shows of the present choice. */
  readonly text: string;
  readonly choose: (value: string) => void;
}

interface Opened {
  readonly popup: ChoicePopup;
  query: string;
  found: readonly LabelChoice[];
  active: number;
}

/** What a text field does with keys that are more than a character, while its list is closed. */
const FIELD_KEYS =
  /^(.|Enter|Backspace|Delete|Home|End|PageUp|PageDown|ArrowUp|ArrowDown|ArrowLeft|ArrowRight)$/u;

const OPENERS: ReadonlySet<string> = new Set(['ArrowDown', 'ArrowUp', 'Enter']);

/** Where in the open list a key leads. */
const MOVES: Readonly<Record<string, (active: number, page: number, last: number) => number>> = {
  ArrowDown: (active) => active + 1,
  ArrowUp: (active) => active - 1,
  PageDown: (active, page) => Math.max(0, active) + page,
  PageUp: (active, page) => active - page,
  Home: () => 0,
  End: (_active, _page, last) => last,
};

/**
 * A text field that searches a list as one types, after the pattern "Editable Combobox With List Autocomplete" of the
 * ARIA Authoring Practices. Keys that it uses, and all of them while it is open, stay with it: the page does not see that
 * somebody types in here, and would take letters for its shortcuts.
 */
export class Combobox {
  readonly #input: HTMLInputElement;
  readonly #kept = new Set<string>();
  #view: ComboboxView | undefined;
  #opened: Opened | undefined;

  constructor(input: HTMLInputElement) {
    this.#input = input;
    input.setAttribute('aria-expanded', 'false');
    input.addEventListener('keydown', (event) => this.#keydown(event));
    input.addEventListener('keypress', (event) => this.#keep(event, this.#kept.has(event.key)));
    input.addEventListener('keyup', (event) => this.#keep(event, this.#kept.delete(event.key)));
    input.addEventListener('input', (event) => this.#typed(event));
    input.addEventListener('focus', () => input.select());
    input.addEventListener('blur', () => this.close());
    input.addEventListener('click', () => this.#pressed());
  }

  update(view: ComboboxView): void {
    this.#view = view;
    if (this.#opened) this.#search(this.#opened);
    else this.#showText();
  }

  /** Leaves everything as it was. */
  close(): void {
    const opened = this.#opened;
    if (!opened) return;
    this.#opened = undefined;
    opened.popup.remove();
    this.#input.setAttribute('aria-expanded', 'false');
    this.#input.removeAttribute('aria-controls');
    this.#input.removeAttribute('aria-activedescendant');
    this.#showText();
  }

  #open(query: string): Opened {
    const popup = new ChoicePopup(
      this.#input,
      (choice) => this.#choose(choice),
      () => this.close(),
    );
    const opened = { popup, query, found: [], active: -1 };
    this.#opened = opened;
    popup.show();
    this.#input.setAttribute('aria-controls', popup.id);
    this.#search(opened);
    return opened;
  }

  #pressed(): void {
    if (this.#opened || this.#input.disabled) return;
    this.#input.select();
    this.#open('');
  }

  #typed(event: Event): void {
    event.stopPropagation();
    const opened = this.#opened ?? this.#open('');
    opened.query = this.#input.value;
    // Enter takes the best answer; as long as nothing was typed, there is none.
    opened.active = opened.query.trim() === '' ? -1 : 0;
    this.#search(opened);
  }

  #search(opened: Opened): void {
    const before = opened.found[opened.active];
    const all = this.#view?.choices() ?? [];
    const found = searchChoices(all, opened.query);
    if (found !== opened.found && opened.active > 0)
      opened.active = found.findIndex(({ value }) => value === before?.value);
    opened.found = found;
    opened.active = Math.min(opened.active, found.length - 1);
    this.#show(opened);
  }

  #show({ popup, found, active, query }: Opened): void {
    const { chosen, name = '' } = this.#view ?? {};
    popup.update({ choices: found, active, chosen, name, query });
    this.#input.setAttribute('aria-expanded', String(found.length > 0));
    if (active < 0) this.#input.removeAttribute('aria-activedescendant');
    else this.#input.setAttribute('aria-activedescendant', popup.idOf(active));
  }

  #showText(): void {
    const { text = '' } = this.#view ?? {};
    if (this.#input.value !== text) this.#input.value = text;
    if (this.#input.title !== text && !this.#input.disabled) this.#input.title = text;
  }

  #choose({ value }: LabelChoice): void {
    this.close();
    if (value !== this.#view?.chosen) this.#view?.choose(value);
    this.#input.select();
  }

  #keep(event: Event, isOurs: boolean): void {
    if (isOurs) event.stopPropagation();
  }

  #keydown(event: KeyboardEvent): void {
    const { key } = event;
    const isCommand = event.ctrlKey || event.metaKey;
    const isOurs = key !== 'Tab' && (this.#opened !== undefined || (!isCommand && FIELD_KEYS.test(key)));
    this.#keep(event, isOurs);
    if (isOurs) this.#kept.add(key);
    // A key of an input method is on its way to be a letter.
    if (event.isComposing || isCommand) return;
    if (this.#opened ? this.#act(this.#opened, event) : this.#enter(event)) event.preventDefault();
  }

  /** Returns whether the key means nothing else. */
  #enter({ key }: KeyboardEvent): boolean {
    if (!OPENERS.has(key)) return false;
    const opened = this.#open('');
    if (key === 'ArrowDown' && opened.found.length > 0) this.#activate(opened, 0);
    return true;
  }

  #act(opened: Opened, { key, altKey }: KeyboardEvent): boolean {
    const { active, found, popup } = opened;
    const move = altKey ? undefined : MOVES[key];
    if (move) this.#activate(opened, move(active, popup.pageSize, found.length - 1));
    else if (key === 'Escape' || (altKey && key === 'ArrowUp')) this.close();
    else if (key !== 'Enter' && key !== 'Tab') return false;
    else if (active >= 0) this.#choose(found[active]);
    else this.close();
    return key !== 'Tab';
  }

  #activate(opened: Opened, index: number): void {
    opened.active = Math.max(0, Math.min(opened.found.length - 1, index));
    this.#show(opened);
  }
}
