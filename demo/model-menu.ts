import type { ModelReference, SaliencyOverlay } from '../src/components/define.js';

interface Choice {
  readonly title: string;
  readonly model: ModelReference;
  readonly labels?: readonly string[];
}

/** The list of models: the built-in one, and those that were opened. */
export class ModelMenu {
  readonly #select: HTMLSelectElement;
  readonly #overlay: SaliencyOverlay;
  readonly #choices: Choice[] = [];

  constructor(select: HTMLSelectElement, overlay: SaliencyOverlay) {
    this.#select = select;
    this.#overlay = overlay;
    this.#add({ title: 'Workbench (built in)', model: 'workbench' });
    select.addEventListener('change', () => this.#use(select.selectedIndex));
  }

  open(file: File, labels?: readonly string[]): void {
    this.#add({ title: file.name, model: file, labels });
    this.#select.selectedIndex = this.#choices.length - 1;
    this.#use(this.#choices.length - 1);
  }

  #add(choice: Choice): void {
    this.#choices.push(choice);
    this.#select.add(new Option(choice.title));
  }

  #use(index: number): void {
    const { model, labels } = this.#choices[index];
    this.#overlay.targetClass = 'top';
    this.#overlay.modelCard = labels ? { labels } : {};
    this.#overlay.model = model;
  }
}
