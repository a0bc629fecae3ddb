import type { AnnotatedImage } from '../../formats/annotation-format.js';
import type { Explanation } from '../../worker/explanation.js';
import type { DraftPicture } from '../panel/draft-list.js';
import type { PictureElement } from '../stage/measure-target.js';
import { describePicture, isSettled, pictureKey, pictureSize } from './picture-source.js';
import type { Size } from '../../geometry/size.js';

export interface PictureHost {
  readonly target: PictureElement | undefined;
  readonly imageName: string | undefined;
  readonly explanation: Explanation | undefined;
}

/** The image that the element shows now: which pixels these are, how large, and what it is called. */
export class ShownPicture {
  readonly #host: PictureHost;
  #drawings = 0;
  #pixels = '';

  constructor(host: PictureHost) {
    this.#host = host;
  }

  /** Names the pixels; '' when there are none. */
  get pixels(): string {
    return this.#pixels;
  }

  get isReady(): boolean {
    const { target } = this.#host;
    return target !== undefined && this.#pixels !== '' && isSettled(target);
  }

  /** In pixels of the file. */
  get size(): Size {
    return pictureSize(this.#host.target, this.#host.explanation);
  }

  /** What thumbnails are cut out of. */
  get cutOut(): DraftPicture | undefined {
    const { target } = this.#host;
    return target instanceof HTMLImageElement ? { url: target.currentSrc, ...this.size } : undefined;
  }

  /** What exports say of it. */
  get description(): AnnotatedImage | undefined {
    const { target, imageName } = this.#host;
    return target && describePicture(target, imageName, this.size);
  }

  /** Notes that the page drew something else on a `<canvas>`, which nothing else tells. */
  redrawn(): void {
    this.#drawings++;
  }

  /** Turns to what the target shows now; returns whether that is another image. */
  follow(): boolean {
    const pixels = pictureKey(this.#host.target, this.#drawings);
    if (pixels === this.#pixels) return false;
    this.#pixels = pixels;
    return true;
  }
}
