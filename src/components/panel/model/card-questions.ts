import {
  html,
  nothing,
  type ReactiveController,
  type ReactiveControllerHost,
  type TemplateResult,
} from 'lit';
import { live } from 'lit/directives/live.js';
import { SaliencyError } from '../../../errors.js';
import type { CardQuestion, GivenCard } from '../../../models/model-card.js';
import type { ModelInfo } from '../../../worker/model-info.js';
import { parseLabels } from '../../../models/labels.js';
import type { ModelReference } from '../../overlay/question/model-source.js';

/** What the questions need of the element: each answer becomes a part of its `modelCard`. */
export interface CardHost extends ReactiveControllerHost {
  readonly model: ModelReference;
  readonly modelInfo: ModelInfo | undefined;
  modelCard: GivenCard;
}

type Field = CardQuestion['field'];

const TITLES: Readonly<Record<Field, string>> = {
  input: 'Preprocessing',
  output: 'Scores',
  labels: 'Labels',
};

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/**
 * Asks people what a model's file does not tell, and shows what was guessed, so that they can correct it. An answer opens
 * the model again, and is forgotten with it.
 */
export class CardQuestions implements ReactiveController {
  readonly #host: CardHost;
  #model: ModelReference;
  /** What the page itself had said, and what became of it by the answers. */
  #given: GivenCard;
  #answered: GivenCard;
  readonly #questions = new Map<Field, CardQuestion>();
  #seen: ModelInfo | undefined;
  #isOpen: boolean | undefined;
  #draft = '';
  #problem = '';

  constructor(host: CardHost) {
    this.#host = host;
    this.#model = host.model;
    this.#given = this.#answered = host.modelCard;
    host.addController(this);
  }

  hostUpdate(): void {
    const { model, modelCard, modelInfo } = this.#host;
    if (model !== this.#model) this.#forget();
    else if (modelCard !== this.#answered) this.#given = this.#answered = modelCard;
    // Of the model before this one until this one is open.
    if (modelInfo === this.#seen) return;
    this.#seen = modelInfo;
    for (const question of modelInfo?.questions ?? []) this.#questions.set(question.field, question);
  }

  render(): TemplateResult | undefined {
    const { modelInfo } = this.#host;
    if (!modelInfo || this.#questions.size === 0) return undefined;
    const open = this.#unanswered(modelInfo).filter(({ confidence }) => confidence === 'unsure');
    return html`
      <details
        class="section disclosure"
        part="model-questions"
        .open=${live(this.#isOpen ?? open.length > 0)}
        @toggle=${(event: Event) => this.#toggle((event.target as HTMLDetailsElement).open)}
      >
        <summary>
          <span class="subtitle">How the model is read</span>
          <span class="summary-text">${this.#summary(modelInfo, open.length)}</span>
        </summary>
        <div class="questions">
          ${[...this.#questions.values()].map((question) =>
            question.field === 'labels'
              ? this.#labels(question, modelInfo)
              : this.#choice(question, modelInfo),
          )}
          ${modelInfo.notes.map((note) => html`<p class="hint">${note}</p>`)}
        </div>
      </details>
    `;
  }

  #forget(): void {
    if (this.#host.modelCard === this.#answered) this.#host.modelCard = this.#given;
    this.#model = this.#host.model;
    this.#given = this.#answered = this.#host.modelCard;
    this.#questions.clear();
    this.#seen = this.#host.modelInfo;
    this.#isOpen = undefined;
    this.#draft = this.#problem = '';
  }

  #unanswered({ questions }: ModelInfo): readonly CardQuestion[] {
    return questions.filter(({ field }) => this.#answered[field] === undefined);
  }

  #summary(info: ModelInfo, open: number): string {
    if (open > 0) return open === 1 ? '1 question' : `${open} questions`;
    return this.#unanswered(info).length > 0 ? 'guessed' : 'as you set it';
  }

  #toggle(open: boolean): void {
    this.#isOpen = open;
    this.#host.requestUpdate();
  }

  #answer(card: GivenCard): void {
    this.#answered = { ...this.#host.modelCard, ...card };
    this.#host.modelCard = this.#answered;
    // Left open, so that the next answer, or another one, is at hand.
    this.#isOpen = true;
  }

  #choice({ field, question, choices, confidence }: CardQuestion, { card }: ModelInfo): TemplateResult {
    const given = this.#answered[field];
    const whole = { ...card[field], ...(given as object | undefined) };
    const chosen = choices.findIndex((choice) => same(choice.card[field], whole));
    const isOpen = confidence === 'unsure' && given === undefined;
    return html`
      <div class="question" data-field=${field} ?data-open=${isOpen}>
        <label class="field">
          <span class="field-label">${TITLES[field]}${given === undefined ? ', guessed' : ''}</span>
          <select
            class="select"
            .selectedIndex=${live(chosen)}
            @change=${({ target }: Event) => this.#answer(choices[(target as HTMLSelectElement).selectedIndex].card)}
          >
            ${choices.map(({ title }, index) => html`<option ?selected=${index === chosen}>${title}</option>`)}
          </select>
        </label>
        <p class="hint">${question}</p>
        ${
          isOpen
            ? html`<button
                type="button"
                class="text-button confirm"
                @click=${() => this.#answer(choices[chosen].card)}
              >
                That's right
              </button>`
            : nothing
        }
      </div>
    `;
  }

  #labels({ question, count = 0 }: CardQuestion, { card }: ModelInfo): TemplateResult {
    const given = this.#answered.labels;
    const shown = this.#draft || card.labels.join('\n');
    return html`
      <div class="question" data-field="labels" ?data-open=${given === undefined && card.labels.length === 0}>
        <label class="field">
          <span class="field-label">
            ${TITLES.labels}${given === undefined && card.labels.length > 0 ? ', guessed' : ''}
            <span class="value">${count === 1 ? '1 or 2' : count}, one per line</span>
          </span>
          <textarea
            class="labels-text"
            rows="4"
            spellcheck="false"
            .value=${live(shown)}
            @input=${({ target }: Event) => (this.#draft = (target as HTMLTextAreaElement).value)}
          ></textarea>
        </label>
        <p class="hint">${question}</p>
        ${this.#problem ? html`<p class="problem" role="alert">${this.#problem}</p>` : nothing}
        <div class="answers">
          <button
            type="button"
            class="text-button"
            @click=${() => this.#useLabels(this.#draft || shown, 'the list', count)}
          >
            Use these
          </button>
          <label class="text-button file-button">
            From a file
            <input
              type="file"
              accept=".txt,.json,.names,text/plain,application/json"
              @change=${({ target }: Event) => void this.#readLabels(target as HTMLInputElement, count)}
            />
          </label>
        </div>
      </div>
    `;
  }

  async #readLabels(input: HTMLInputElement, count: number): Promise<void> {
    const [file] = input.files ?? [];
    input.value = '';
    if (file) this.#useLabels(await file.text(), file.name, count);
  }

  #useLabels(text: string, source: string, count: number): void {
    this.#draft = text;
    this.#problem = '';
    try {
      const labels = parseLabels(text, source);
      if (labels.length !== count && !(count === 1 && labels.length === 2))
        this.#problem = `The model has ${count} classes, but this list has ${labels.length} labels.`;
      else this.#answer({ labels });
    } catch (thrown) {
      this.#problem = SaliencyError.from(thrown).message;
    }
    if (!this.#problem) this.#draft = '';
    this.#host.requestUpdate();
  }
}
