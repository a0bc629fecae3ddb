import {
  html,
  nothing,
  type ReactiveController,
  type ReactiveControllerHost,
  type TemplateResult,
} from 'lit';
import { SaliencyError } from '../../../errors.js';
import { formatBytes } from '../../../models/download/format-bytes.js';
import {
  deleteModel,
  listModels,
  storageUse,
  type KeptModel,
  type StorageUse,
} from '../../../worker/storage/kept-models.js';
import { persistStorage } from '../../../worker/storage/persist-storage.js';

/** For so long a deletion can be taken back. */
export const UNDO_MS = 8000;

type Timer = ReturnType<typeof setTimeout>;

/**
 * The models that this browser keeps: which, how large, and a way to delete them. Nothing is asked before a deletion;
 * it waits a moment instead, in which it can be taken back.
 */
export class ModelsPanel implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #deleting = new Map<string, Timer>();
  #isOpen = false;
  #models: readonly KeptModel[] | undefined;
  #use: StorageUse | undefined;
  /** True: the browser was asked to keep the models, and declined. */
  #isDeclined = false;
  #problem = '';

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  /** What was deleted stays deleted, also where the element goes within the moment of grace. */
  hostDisconnected(): void {
    for (const [key, timer] of this.#deleting) {
      clearTimeout(timer);
      void this.#delete(key);
    }
  }

  render(): TemplateResult {
    return html`
      <details
        class="section disclosure"
        part="models"
        @toggle=${(event: Event) => this.#toggle((event.target as HTMLDetailsElement).open)}
      >
        <summary>
          <span class="subtitle">Saved models</span>
          <span class="summary-text">${this.#isOpen ? this.#total() : ''}</span>
        </summary>
        ${this.#isOpen ? this.#body() : nothing}
      </details>
    `;
  }

  #toggle(open: boolean): void {
    this.#isOpen = open;
    this.#host.requestUpdate();
    if (open) void this.#load();
  }

  async #load(): Promise<void> {
    try {
      [this.#models, this.#use] = await Promise.all([listModels(), storageUse()]);
    } catch (thrown) {
      this.#problem = SaliencyError.from(thrown).message;
    }
    this.#host.requestUpdate();
  }

  #remaining(): readonly KeptModel[] {
    return (this.#models ?? []).filter(({ key }) => !this.#deleting.has(key));
  }

  #total(): string {
    const bytes = this.#remaining().reduce((sum, model) => sum + model.bytes, 0);
    return bytes > 0 ? formatBytes(bytes) : '';
  }

  #body(): TemplateResult {
    const models = this.#models;
    if (!models) return html`<p class="hint" role="status">${this.#problem || 'Loading…'}</p>`;
    return html`
      ${this.#problem ? html`<p class="problem" role="alert">${this.#problem}</p>` : nothing}
      ${
        models.length === 0
          ? html`<p class="hint">
              None yet. Downloaded models are saved here, and work offline from then on.
            </p>`
          : html`<ul class="kept">
              ${models.map((model) => this.#row(model))}
            </ul>`
      }
      ${this.#room()}
    `;
  }

  #row({ key, name, url, bytes, isComplete }: KeptModel): TemplateResult {
    const isDeleting = this.#deleting.has(key);
    return html`
      <li class="kept-model" ?data-deleting=${isDeleting}>
        <span class="kept-name" title=${url}>${name}</span>
        <span class="kept-size"
          >${isDeleting ? 'deleted' : `${formatBytes(bytes)}${isComplete ? '' : ', unfinished'}`}</span
        >
        ${
          isDeleting
            ? html`<button type="button" class="text-button" @click=${() => this.#undo(key)}>Undo</button>`
            : html`<button
                type="button"
                class="text-button delete"
                aria-label="Delete ${name}"
                @click=${() => this.#startDeleting(key)}
              >
                Delete
              </button>`
        }
      </li>
    `;
  }

  #room(): TemplateResult | undefined {
    if (!this.#use) return undefined;
    const { usage, quota, isPersistent } = this.#use;
    const room =
      quota === undefined || usage === undefined
        ? ''
        : `This page uses ${formatBytes(usage)} of the ${formatBytes(quota)} that the browser allows it.`;
    return html`
      <p class="hint">
        ${room} ${isPersistent ? 'The browser keeps them until you delete them.' : this.#evictable()}
      </p>
    `;
  }

  #evictable(): TemplateResult {
    if (this.#isDeclined)
      return html`<span role="status"
        >The browser declined: it goes by how often a page is used. A model that it deletes is downloaded
        again.</span
      >`;
    return html`If the disk fills up, the browser may delete them.
      <button type="button" class="text-button inline" @click=${() => void this.#persist()}>
        Ask it not to
      </button>`;
  }

  async #persist(): Promise<void> {
    this.#isDeclined = !(await persistStorage());
    await this.#load();
  }

  #startDeleting(key: string): void {
    this.#deleting.set(
      key,
      setTimeout(() => void this.#delete(key), UNDO_MS),
    );
    this.#host.requestUpdate();
  }

  #undo(key: string): void {
    clearTimeout(this.#deleting.get(key));
    this.#deleting.delete(key);
    this.#host.requestUpdate();
  }

  async #delete(key: string): Promise<void> {
    this.#problem = '';
    try {
      await deleteModel(key);
    } catch (thrown) {
      this.#problem = SaliencyError.from(thrown).message;
    }
    this.#deleting.delete(key);
    await this.#load();
  }
}
