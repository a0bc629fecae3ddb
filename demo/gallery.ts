export interface Credit {
  readonly author: string;
  readonly licence: string;
  /** Where the image is from. */
  readonly source: string;
}

/** One image of the strip. */
export interface Picture {
  readonly name: string;
  readonly url: string;
  readonly credit?: Credit;
}

/** The strip of images: shows them, remembers which one is open, and how many boxes were accepted in each. */
export class Gallery {
  readonly #strip: HTMLElement;
  readonly #open: (picture: Picture) => void;
  #pictures: readonly Picture[] = [];
  #current = -1;

  constructor(strip: HTMLElement, open: (picture: Picture) => void) {
    this.#strip = strip;
    this.#open = open;
  }

  get current(): Picture | undefined {
    return this.#pictures[this.#current];
  }

  /** These in place of those that there were, and the first of them open. */
  replace(pictures: readonly Picture[]): void {
    this.#strip.replaceChildren();
    this.#pictures = [];
    this.#current = -1;
    this.add(pictures);
    this.show(0);
  }

  add(pictures: readonly Picture[]): void {
    const before = this.#pictures.length;
    this.#pictures = [...this.#pictures, ...pictures];
    this.#strip.append(...pictures.map((picture, i) => this.#thumbnail(picture, before + i)));
  }

  /** Opens the image at `index`, where there is one. */
  show(index: number): void {
    const picture = this.#pictures.at(index);
    if (!picture || index === this.#current) return;
    this.#current = this.#pictures.indexOf(picture);
    for (const [at, scene] of [...this.#strip.children].entries()) {
      scene.ariaSelected = String(at === this.#current);
    }
    this.#strip.children[this.#current].scrollIntoView({ block: 'nearest', inline: 'nearest' });
    this.#open(picture);
  }

  step(by: 1 | -1): void {
    const { length } = this.#pictures;
    this.show((this.#current + by + length) % length);
  }

  /** The newest image that was added. */
  showLast(count: number): void {
    this.show(this.#pictures.length - count);
  }

  markAccepted(count: number): void {
    const scene = this.#strip.children[this.#current];
    if (!(scene instanceof HTMLElement)) return;
    if (count > 0) scene.dataset.accepted = String(count);
    else delete scene.dataset.accepted;
  }

  #thumbnail({ name, url }: Picture, index: number): HTMLElement {
    const scene = document.createElement('button');
    scene.type = 'button';
    scene.className = 'scene';
    scene.role = 'option';
    scene.ariaSelected = 'false';
    scene.title = name;
    const image = new Image();
    image.src = url;
    image.alt = name;
    image.loading = 'lazy';
    image.addEventListener('error', () => (scene.dataset.broken = ''));
    scene.append(image);
    scene.addEventListener('click', () => this.show(index));
    return scene;
  }
}
