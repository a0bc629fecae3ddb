import { IDENTITY, type Linear } from '../../geometry/linear.js';
import type { Rectangle } from '../../geometry/rectangle.js';
import { pointIn } from './layer-point.js';
import type { Placement } from './layer-placement.js';
import { toImage, toPicture } from './placement.js';
import type { Size } from '../../geometry/size.js';
import {
  CENTRE_GRIP,
  dragRegion,
  EDGE_GRIPS,
  regionBetween,
  type Grip,
  type Point,
} from './region-geometry.js';
import { runRegionKey, type RegionActions } from './region-keys.js';

export interface RegionState {
  readonly region: Rectangle | undefined;
  readonly image: Size;
  /** The region can be drawn, moved and resized; until then it is only shown. */
  readonly selecting: boolean;
}

/** A drag from a point of the image; without `grip` it draws a new rectangle. */
interface Drag {
  readonly from: Point;
  readonly grip?: Grip;
  readonly start?: Rectangle;
}

/** Shorter drags are clicks. CSS pixels. */
const MIN_DRAG = 4;
const NOWHERE: Rectangle = { x: 0, y: 0, width: 0, height: 0 };
const LABEL =
  'Region of the image that contributes. Enter places it, arrows move it, Alt and arrows resize it, ' +
  'Delete removes it, Escape finishes.';

/**
 * The rectangle over the image outside of which no neuron contributes. It is DOM and not a drawing, so that focus, high
 * contrast and touch work as everywhere.
 */
export class RegionFrame {
  readonly element = document.createElement('div');
  readonly #box = document.createElement('div');
  readonly #actions: RegionActions;
  #state: RegionState = { region: undefined, image: { width: 1, height: 1 }, selecting: false };
  #toWindow: Linear = IDENTITY;
  #picture: Rectangle = { x: 0, y: 0, width: 1, height: 1 };
  #drag: Drag | undefined;
  /** Follows the hand until it lets go. */
  #preview: Rectangle | undefined;

  constructor(actions: RegionActions) {
    this.#actions = actions;
    this.element.className = 'region';
    this.#box.className = 'region-box';
    for (const grip of EDGE_GRIPS) this.#box.append(gripElement(grip));
    this.element.append(this.#box);
    this.element.addEventListener('pointerdown', (event) => this.#start(event));
    this.element.addEventListener('pointermove', (event) => this.#move(event));
    this.element.addEventListener('pointerup', () => this.#end());
    this.element.addEventListener('pointercancel', () => this.#abandon());
    this.element.addEventListener('keydown', (event) => this.#key(event));
  }

  update(state: RegionState, { picture, toWindow }: Placement): void {
    this.#picture = picture;
    this.#toWindow = toWindow;
    if (state.selecting !== this.#state.selecting) this.#become(state.selecting);
    this.#state = state;
    this.#draw();
  }

  #become(selecting: boolean): void {
    this.#abandon();
    const { element } = this;
    element.toggleAttribute('data-selecting', selecting);
    if (!selecting) {
      for (const name of ['tabindex', 'role', 'aria-label']) element.removeAttribute(name);
      return;
    }
    element.tabIndex = 0;
    element.setAttribute('role', 'application');
    element.setAttribute('aria-label', LABEL);
  }

  #draw(): void {
    const { region, image, selecting } = this.#state;
    const shown = this.#preview ?? region;
    this.element.hidden = !shown && !selecting;
    this.#box.hidden = !shown;
    place(this.element, this.#picture);
    place(this.#box, toPicture(shown ?? NOWHERE, image, { ...this.#picture, x: 0, y: 0 }));
  }

  #start(event: PointerEvent): void {
    if (!this.#state.selecting || event.button !== 0 || !event.isPrimary) return;
    const { region } = this.#state;
    const grip = region && gripOf(event.target);
    this.#drag = { from: this.#pointOf(event), grip, start: region };
    this.element.setPointerCapture(event.pointerId);
    this.element.focus({ preventScroll: true });
    event.preventDefault();
  }

  #move(event: PointerEvent): void {
    if (!this.#drag) return;
    const { from, grip, start } = this.#drag;
    const { image } = this.#state;
    const to = this.#pointOf(event);
    const scale = this.#picture.width / image.width;
    if (!this.#preview && Math.hypot(to.x - from.x, to.y - from.y) * scale < MIN_DRAG) return;
    this.#preview =
      grip && start
        ? dragRegion(start, grip, { x: to.x - from.x, y: to.y - from.y }, image)
        : regionBetween(from, to, image);
    this.#draw();
  }

  #end(): void {
    const preview = this.#preview;
    this.#drag = undefined;
    if (preview) this.#actions.change(preview);
    this.#preview = undefined;
  }

  #abandon(): void {
    this.#drag = undefined;
    this.#preview = undefined;
    this.#draw();
  }

  #key(event: KeyboardEvent): void {
    if (event.isComposing || event.defaultPrevented) return;
    const { region, image } = this.#state;
    if (!runRegionKey(event, region, image, this.#actions)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** In pixels of the image, for pages that turn or scale the element as well. */
  #pointOf(event: PointerEvent): Point {
    const at = { ...NOWHERE, ...pointIn(this.element, this.#picture, this.#toWindow, event) };
    return toImage(at, this.#state.image, { ...this.#picture, x: 0, y: 0 });
  }
}

function place({ style }: HTMLElement, { x, y, width, height }: Rectangle): void {
  Object.assign(style, { translate: `${x}px ${y}px`, width: `${width}px`, height: `${height}px` });
}

function gripElement({ x, y }: Grip): HTMLElement {
  const element = document.createElement('span');
  element.className = 'region-grip';
  element.dataset.x = String(x);
  element.dataset.y = String(y);
  return element;
}

function gripOf(target: EventTarget | null): Grip | undefined {
  if (!(target instanceof HTMLElement)) return undefined;
  if (target.classList.contains('region-box')) return CENTRE_GRIP;
  const { x, y } = target.dataset;
  return x === undefined ? undefined : EDGE_GRIPS.find((grip) => `${grip.x} ${grip.y}` === `${x} ${y}`);
}
