import type { ModelReference, SaliencyOverlay } from '../src/components/define.js';

interface Choice {
  readonly title: string;
  readonly model: ModelReference;
  readonly labels?: readonly string[];
}

const BUILT_IN: readonly Choice[] = [
  { title: 'ImageNet (built in)', model: 'imagenet' },
  { title: 'Workbench (built in)', model: 'workbench' },
];

/** The list of models: those that are built in, and those that were opened. */
export class ModelMenu {
  readonly #select: HTMLSelectElement;
  readonly #overlay: SaliencyOverlay;
  readonly #choices: Choice[] = [];

  constructor(select: HTMLSelectElement, overlay: SaliencyOverlay) {
    this.#select = select;
    this.#overlay = overlay;
    for (const choice of BUILT_IN) this.#add(choice);
    select.addEventListener('change', () => this.#use(select.selectedIndex));
  }

  open(file: File, labels?: readonly string[]): void {
    this.#add({ title: file.name, model: file, labels });
    this.#choose(this.#choices.length - 1);
  }

  /** Turns to a model that is built in. */
  choose(name: string): void {
    this.#choose(this.#choices.findIndex(({ model }) => model === name));
  }

  #add(choice: Choice): void {
    this.#choices.push(choice);
    this.#select.add(new Option(choice.title));
  }

  #choose(index: number): void {
    this.#select.selectedIndex = index;
    this.#use(index);
  }

  #use(index: number): void {
    const { model, labels } = this.#choices[index];
    this.#overlay.targetClass = 'top';
    this.#overlay.modelCard = labels ? { labels } : {};
    this.#overlay.model = model;
  }
}
