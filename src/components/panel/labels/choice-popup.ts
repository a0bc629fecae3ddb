import { html, nothing, render, type TemplateResult } from 'lit';
import { shareText, type LabelChoice } from './label-choice.js';
import { isInView, placePopup } from './place-popup.js';
import { rowsInSight, scrollToRow } from './row-window.js';

export interface PopupView {
  readonly choices: readonly LabelChoice[];
  /** Index of the choice that Enter takes; negative: none. */
  readonly active: number;
  /** Value of the present choice. */
  readonly chosen: string | undefined;
  /** What the choices are of, for assistive technology. */
  readonly name: string;
  readonly query: string;
}

const ROW_HEIGHT = 32;
const ROW_HEIGHT_FOR_FINGERS = 42;
const MOST_ROWS = 9;
const WIDTH = 280;
/** The popup's border and padding, both edges. */
const FRAME = 10;

/** What a page that draws on the image may listen to, and what is not meant for it. */
const POINTER_EVENTS = [
  ...['pointerdown', 'pointermove', 'pointerup', 'mousedown', 'mousemove', 'mouseup', 'click', 'dblclick'],
  ...['contextmenu', 'wheel', 'touchstart', 'touchmove', 'touchend'],
];

let popups = 0;

/** The list under a text field, above everything else in the page; of its rows only those in sight exist. */
export class ChoicePopup {
  readonly #element = document.createElement('div');
  readonly #list = document.createElement('div');
  readonly #note = document.createElement('p');
  readonly #id = `saliency-choices-${++popups}`;
  readonly #anchor: HTMLElement;
  readonly #watching = new AbortController();
  readonly #rowHeight = matchMedia('(pointer: coarse)').matches ? ROW_HEIGHT_FOR_FINGERS : ROW_HEIGHT;
  #view: PopupView | undefined;

  /**
   * @param pick called with the choice that was pressed
   * @param leave called when a person turned to something else
   */
  constructor(anchor: HTMLElement, pick: (choice: LabelChoice) => void, leave: () => void) {
    this.#anchor = anchor;
    this.#element.className = 'choices';
    this.#element.popover = 'manual';
    this.#list.className = 'choices-list';
    this.#list.id = this.#id;
    this.#list.role = 'listbox';
    this.#note.className = 'choices-note';
    this.#note.role = 'status';
    this.#element.append(this.#list, this.#note);
    this.#listen(pick, leave);
  }

  get id(): string {
    return this.#id;
  }

  /** Of the choice at an index. */
  idOf(index: number): string {
    return `${this.#id}-${index}`;
  }

  /** Whole rows that are seen at a time. */
  get pageSize(): number {
    return Math.max(1, Math.floor(this.#list.clientHeight / this.#rowHeight));
  }

  show(): void {
    const root = this.#anchor.getRootNode();
    (root instanceof ShadowRoot ? root : document.body).append(this.#element);
    this.#element.showPopover();
  }

  remove(): void {
    this.#watching.abort();
    this.#element.remove();
  }

  contains(event: Event): boolean {
    return event.composedPath().some((node) => node === this.#element || node === this.#anchor);
  }

  update(view: PopupView): void {
    const isOther = view.query !== this.#view?.query;
    this.#view = view;
    this.#list.ariaLabel = view.name;
    const count = view.choices.length;
    this.#list.hidden = count === 0;
    this.#note.textContent = count === 0 ? `Nothing matches “${view.query.trim()}”` : '';
    this.place();
    if (isOther) this.#list.scrollTop = 0;
    if (view.active >= 0) this.#scrollTo(view.active);
    this.#draw();
  }

  /** Follows the text field; false once that is out of sight. */
  place(): boolean {
    const { visualViewport: seen } = window;
    const { x, y, width, height } = this.#anchor.getBoundingClientRect();
    const anchor = { x, y, width, height };
    const viewport = {
      x: seen?.offsetLeft ?? 0,
      y: seen?.offsetTop ?? 0,
      width: seen?.width ?? window.innerWidth,
      height: seen?.height ?? window.innerHeight,
    };
    const rows = Math.min(MOST_ROWS, Math.max(1, this.#view?.choices.length ?? 1));
    const place = placePopup({
      ...{ anchor, viewport },
      width: WIDTH,
      height: rows * this.#rowHeight + FRAME,
      isRtl: getComputedStyle(this.#anchor).direction === 'rtl',
    });
    const { style } = this.#element;
    [style.left, style.top] = [`${place.x}px`, `${place.y}px`];
    [style.width, style.height] = [`${place.width}px`, `${place.height}px`];
    return this.#anchor.isConnected && isInView(anchor, viewport);
  }

  #listen(pick: (choice: LabelChoice) => void, leave: () => void): void {
    const { signal } = this.#watching;
    // Without the signal: the press that closes the list is still on its way.
    for (const type of POINTER_EVENTS)
      this.#element.addEventListener(type, (event) => event.stopPropagation(), { passive: true });
    // The text field keeps the focus.
    this.#element.addEventListener('mousedown', (event) => event.preventDefault(), { signal });
    this.#list.addEventListener('scroll', () => this.#draw(), { signal, passive: true });
    this.#list.addEventListener(
      'click',
      ({ target }) => {
        const row = target instanceof Element ? target.closest<HTMLElement>('[role=option]') : undefined;
        const choice = this.#view?.choices[Number(row?.dataset.index)];
        if (choice) pick(choice);
      },
      { signal },
    );
    const follow = (event: Event): void => {
      if (event.target !== this.#list && !this.place()) leave();
    };
    window.addEventListener('scroll', follow, { signal, capture: true, passive: true });
    window.addEventListener('resize', follow, { signal });
    window.visualViewport?.addEventListener('resize', follow, { signal });
    window.visualViewport?.addEventListener('scroll', follow, { signal });
    const pressed = (event: Event): void => {
      if (!this.contains(event)) leave();
    };
    window.addEventListener('pointerdown', pressed, { signal, capture: true });
  }

  #scrollTo(row: number): void {
    const { scrollTop, clientHeight: height } = this.#list;
    this.#list.scrollTop = scrollToRow(row, { scrollTop, height, rowHeight: this.#rowHeight });
  }

  #draw(): void {
    if (!this.#view) return;
    const { choices, active } = this.#view;
    const { scrollTop, clientHeight: height } = this.#list;
    const rowHeight = this.#rowHeight;
    const rows = rowsInSight({ rows: choices.length, rowHeight, scrollTop, height, active });
    render(
      html`<div role="presentation" class="choices-room" style="height: ${choices.length * rowHeight}px">
        ${rows.map((index) => this.#row(index, this.#view!))}
      </div>`,
      this.#list,
    );
  }

  #row(index: number, { choices, active, chosen }: PopupView): TemplateResult {
    const { value, text, share } = choices[index];
    return html`
      <div
        role="option"
        class="choice"
        id=${this.idOf(index)}
        data-index=${index}
        ?data-active=${index === active}
        aria-selected=${value === chosen}
        aria-setsize=${choices.length}
        aria-posinset=${index + 1}
        title=${text}
        style="top: ${index * this.#rowHeight}px; height: ${this.#rowHeight}px"
      >
        <bdi class="choice-text">${text}</bdi>
        ${share === undefined ? nothing : html`<span class="choice-share">${shareText(share)}</span>`}
      </div>
    `;
  }
}
