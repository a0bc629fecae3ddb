import { untilAborted } from '../../../async/until-aborted.js';
import { SaliencyError } from '../../../errors.js';
import type { ImageSource } from '../../../worker/client/image-content.js';
import type { PictureElement } from '../../stage/measure-target.js';
import { addressOf, findPicture, isSettled } from './picture.js';

interface Finding {
  readonly stop: AbortController;
  readonly picture: Promise<ImageSource>;
}

/** What the element is about, as the page says it. */
export interface ImageReference {
  readonly target: PictureElement | undefined;
  /** What the page calls the image; '' where it does not. */
  readonly imageId: string;
}

/**
 * Which image the element shows. Pictures are told apart by their content: another one behind the same address is
 * another image, and an element that is made anew with the same picture shows the same one.
 */
export class ImageSlot {
  readonly #changed: () => void;
  #target: PictureElement | undefined;
  #imageId = '';
  #version = 0;
  #address = '';
  #finding: Finding | undefined;
  #picture: ImageSource | undefined;

  /** @param changed called whenever {@link id} or {@link picture} may be another one */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** Counts the times that the element may have turned to another picture. */
  get version(): number {
    return this.#version;
  }

  get target(): PictureElement | undefined {
    return this.#target;
  }

  /** What labels go by: the page's own name of the image, or its content; undefined until that is known. */
  get id(): string | undefined {
    if (!this.#target) return undefined;
    return this.#imageId || this.#picture?.content;
  }

  /** Undefined while it still loads, or is being read. */
  get picture(): ImageSource | undefined {
    return this.#picture;
  }

  /**
   * Looks at the target again.
   *
   * @param isNew it may show other pixels although nothing tells of it: it was loaded or drawn anew
   */
  follow({ target, imageId }: ImageReference, isNew = false): void {
    const address = addressOf(target);
    const isOtherElement = target !== this.#target;
    const isOtherName = imageId !== this.#imageId;
    this.#imageId = imageId;
    if (isOtherElement || address !== this.#address || isNew) this.#look(target, address, isOtherElement);
    else if (isOtherName) this.#changed();
    else if (target && !this.#finding && isSettled(target) && address !== '') this.#find(target);
  }

  /**
   * The picture, as soon as it is loaded and read; that of another image, where the element turns to one meanwhile.
   *
   * @throws SaliencyError `image-missing`, `image-decode`, `aborted`
   */
  async ready(signal: AbortSignal): Promise<ImageSource> {
    for (;;) {
      const target = this.#target;
      if (!target) {
        throw new SaliencyError(
          'image-missing',
          'There is no image. Put an <img> inside the element, or name one with for="id" or the target property.',
        );
      }
      const finding = this.#finding ?? this.#find(target);
      try {
        const picture = await untilAborted(finding.picture, signal);
        if (this.#finding === finding) return picture;
      } catch (thrown) {
        if (signal.aborted) throw thrown;
        if (addressOf(this.#target) !== this.#address)
          this.follow({ target: this.#target, imageId: this.#imageId });
        else if (this.#finding === finding) {
          this.#finding = undefined;
          throw thrown;
        }
      }
    }
  }

  #look(target: PictureElement | undefined, address: string, isOtherElement: boolean): void {
    const isOther = address !== this.#address || (isOtherElement && !(target instanceof HTMLImageElement));
    this.#version++;
    this.#target = target;
    this.#address = address;
    this.#finding?.stop.abort();
    this.#finding = undefined;
    // What is most likely the same picture stays until it is known to be another.
    if (isOther) this.#picture = undefined;
    if (target && isSettled(target)) this.#find(target);
    this.#changed();
  }

  #find(target: PictureElement): Finding {
    const stop = new AbortController();
    const finding = { stop, picture: findPicture(target, stop.signal) };
    this.#finding = finding;
    finding.picture.then(
      (picture) => this.#settle(finding, picture),
      () => this.#settle(finding, undefined),
    );
    return finding;
  }

  #settle(finding: Finding, picture: ImageSource | undefined): void {
    if (this.#finding !== finding) return;
    this.#picture = picture;
    this.#changed();
  }
}
