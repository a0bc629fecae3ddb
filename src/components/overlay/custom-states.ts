import type { Status } from './question/status.js';

/** Shows the element's status to style sheets, as `:state(...)`, and to assistive technology. */
export class CustomStates {
  readonly #host: HTMLElement;
  #internals: ElementInternals | undefined;
  #status: Status | undefined;

  constructor(host: HTMLElement) {
    this.#host = host;
  }

  show(status: Status, busy: boolean): void {
    this.#internals ??= this.#host.attachInternals();
    this.#internals.ariaBusy = String(busy);
    if (status === this.#status) return;
    if (this.#status) this.#internals.states.delete(this.#status);
    this.#internals.states.add(status);
    this.#status = status;
  }
}
