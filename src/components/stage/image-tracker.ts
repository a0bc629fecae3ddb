import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { AncestorObserver } from './ancestor-observer.js';
import type { Placement } from './layer-placement.js';
import { LayoutShiftObserver } from './layout-shift-observer.js';
import { measureTarget, type PictureElement, type Unplaced } from './measure-target.js';
import { isMoving } from './motion.js';
import { quickLook } from './quick-look.js';

export interface TrackerCallbacks {
  /** The element that must lie over the target's content box; the tracker positions it. */
  layer(): HTMLElement;
  /** Puts the layer where it can lie over `target` (it may have been moved by the page). */
  mount(target: PictureElement): void;
  placed(measured: Placement | Unplaced): void;
  /** The target was loaded, or failed to. */
  sourceLoaded(): void;
}

/** Frames without a change after which following stops until the next sign of one. */
const QUIET_FRAMES = 4;
/**
 * Milliseconds between two looks at an image that seems at rest. No event tells of a style sheet that comes, of `:hover`
 * or `:checked` elsewhere, or of an animation that a script seeks, where the image keeps its upright outline: mirrored,
 * turned by 180 degrees, fitted otherwise.
 */
const LOOK_INTERVAL = 250;
const MOTION_EVENTS = ['transitionrun', 'transitionend', 'animationstart', 'animationend'] as const;

/**
 * Keeps the overlay's layer over an image that the page may resize, scroll, restyle, replace or move.
 * It reads layout once per frame while something moves, and sleeps while nothing does.
 */
export class ImageTracker implements ReactiveController {
  readonly #callbacks: TrackerCallbacks;
  #target: PictureElement | undefined;
  #watching: AbortController | undefined;
  #quietFrames = 0;
  #frame = 0;
  /** What was measured, and where the layer was put: what is drawn depends on the first only. */
  #last = '';
  #lastPlace = '';
  #look: ReturnType<typeof setTimeout> | undefined;
  readonly #shift = new LayoutShiftObserver(() => this.refresh());
  readonly #ancestors = new AncestorObserver(() => this.refresh());

  constructor(host: ReactiveControllerHost, callbacks: TrackerCallbacks) {
    this.#callbacks = callbacks;
    host.addController(this);
  }

  get target(): PictureElement | undefined {
    return this.#target;
  }

  set target(target: PictureElement | undefined) {
    if (target === this.#target) return;
    this.#stop();
    this.#target = target;
    if (target) this.#start(target);
    else this.#callbacks.placed('hidden');
  }

  hostDisconnected(): void {
    this.target = undefined;
  }

  /** Looks again, from the next frame on until the layout has come to rest. */
  refresh(): void {
    this.#quietFrames = 0;
    if (this.#frame === 0 && this.#target) this.#frame = requestAnimationFrame(() => this.#follow());
  }

  #start(target: PictureElement): void {
    const watching = new AbortController();
    const { signal } = watching;
    const refresh = (): void => this.refresh();
    const changed = (): void => {
      this.#callbacks.sourceLoaded();
      this.refresh();
    };
    this.#watching = watching;

    target.addEventListener('load', changed, { signal });
    target.addEventListener('error', changed, { signal });
    window.addEventListener('resize', refresh, { signal });
    window.addEventListener('scroll', refresh, { signal, capture: true, passive: true });
    for (const type of MOTION_EVENTS) document.addEventListener(type, refresh, { signal, capture: true });

    const sizes = new ResizeObserver(refresh);
    sizes.observe(target);
    signal.addEventListener('abort', () => sizes.disconnect());
    this.#watchPixelRatio(signal);
    this.refresh();
  }

  #watchPixelRatio(signal: AbortSignal): void {
    const query = window.matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`);
    const changed = (): void => {
      if (signal.aborted) return;
      this.refresh();
      this.#watchPixelRatio(signal);
    };
    query.addEventListener('change', changed, { once: true, signal });
  }

  #stop(): void {
    this.#watching?.abort();
    this.#shift.disconnect();
    this.#ancestors.disconnect();
    clearTimeout(this.#look);
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#last = '';
    this.#lastPlace = '';
  }

  #follow(): void {
    this.#frame = 0;
    if (!this.#target) return;
    if (!this.#place(this.#target)) this.#quietFrames++;
    else this.#quietFrames = 0;
    if (this.#quietFrames < QUIET_FRAMES) this.#frame = requestAnimationFrame(() => this.#follow());
    else this.#rest(this.#target);
  }

  #rest(target: PictureElement): void {
    const chain = this.#ancestors.observe(target);
    if (isMoving(chain)) {
      this.#frame = requestAnimationFrame(() => this.#follow());
      return;
    }
    this.#shift.observe(target);
    this.#lookLater(target, chain, quickLook(target, chain));
  }

  #lookLater(target: PictureElement, chain: readonly Element[], before: string): void {
    clearTimeout(this.#look);
    this.#look = setTimeout(() => {
      // Once it comes to rest again it is looked at anew; where nobody sees it there is time.
      if (this.#frame !== 0) return;
      if (document.hidden || quickLook(target, chain) === before) this.#lookLater(target, chain, before);
      else this.refresh();
    }, LOOK_INTERVAL);
  }

  /** Returns whether anything has moved. */
  #place(target: PictureElement): boolean {
    this.#callbacks.mount(target);
    const layer = this.#callbacks.layer();
    const measured = measureTarget(target, layer);
    const place = layer.style.cssText;
    const hasMoved = place !== this.#lastPlace;
    this.#lastPlace = place;
    const key = JSON.stringify(measured);
    if (key === this.#last) return hasMoved;
    this.#last = key;
    this.#callbacks.placed(measured);
    return true;
  }
}
