import type { TPointerEventInfo } from 'fabric/es';
import type { DraftBox } from '../../drafts/draft-box.js';
import { determinant } from '../../geometry/linear.js';
import type { Rectangle } from '../../geometry/rectangle.js';
import type { Placement } from './layer-placement.js';
import { toImage, toPicture } from './placement.js';
import type { Size } from '../../geometry/size.js';
import { BoxShape } from './box-shape.js';
import { CrispCanvas, CrispStaticCanvas } from './crisp-canvas.js';
import { DrawGesture } from './draw-gesture.js';

export interface BoxState {
  readonly boxes: readonly DraftBox[];
  readonly image: Size;
  readonly selected: string | undefined;
  readonly editing: boolean;
}

/** What a hand did on the canvas, in pixels of the image. */
export interface BoxActions {
  select(id: string | undefined): void;
  change(id: string, rect: Rectangle): void;
  draw(rect: Rectangle): void;
}

/**
 * Draws the boxes: on a canvas that takes no part in the page's input until they are edited,
 * and on Fabric's interactive canvas from then on.
 */
export class BoxLayer {
  readonly #container: HTMLElement;
  readonly #actions: BoxActions;
  readonly #shapes = new Map<string, BoxShape>();
  #canvas: CrispStaticCanvas | CrispCanvas | undefined;
  #placement: Placement | undefined;
  #image: Size = { width: 1, height: 1 };
  #applying = false;
  /** The shape under the hand: an answer that arrives during a drag must not snatch it back. */
  #held: BoxShape | undefined;

  constructor(container: HTMLElement, actions: BoxActions) {
    this.#container = container;
    this.#actions = actions;
  }

  update(state: BoxState, placement: Placement): void {
    const canvas = this.#canvasFor(state.editing);
    this.#placement = placement;
    this.#image = state.image;
    if (
      canvas.width !== placement.width ||
      canvas.height !== placement.height ||
      canvas.pixelRatio !== placement.pixelRatio
    ) {
      canvas.pixelRatio = placement.pixelRatio;
      canvas.setDimensions({ width: placement.width, height: placement.height });
    }
    if (canvas instanceof CrispCanvas) canvas.toWindow = placement.toWindow;
    this.#applying = true;
    this.#reconcile(canvas, state, placement);
    if (canvas instanceof CrispCanvas) this.#activate(canvas, state.selected);
    this.#applying = false;
    canvas.requestRenderAll();
  }

  dispose(): void {
    this.#shapes.clear();
    this.#held = undefined;
    void this.#canvas?.dispose();
    this.#canvas = undefined;
    this.#container.replaceChildren();
  }

  #canvasFor(editing: boolean): CrispStaticCanvas | CrispCanvas {
    if (this.#canvas && this.#canvas instanceof CrispCanvas === editing) return this.#canvas;
    this.dispose();
    const element = document.createElement('canvas');
    this.#container.append(element);
    this.#canvas = editing
      ? this.#interactive(element)
      : new CrispStaticCanvas(element, { renderOnAddRemove: false });
    return this.#canvas;
  }

  #interactive(element: HTMLCanvasElement): CrispCanvas {
    const canvas = new CrispCanvas(element, {
      renderOnAddRemove: false,
      selection: false,
      uniformScaling: false,
      stopContextMenu: false,
      fireRightClick: false,
      fireMiddleClick: false,
      preserveObjectStacking: true,
    });
    const selected = (): void => {
      const active = canvas.getActiveObject();
      if (!this.#applying) this.#actions.select(active instanceof BoxShape ? active.box.id : undefined);
    };
    canvas.on('selection:created', selected);
    canvas.on('selection:updated', selected);
    canvas.on('selection:cleared', selected);
    canvas.on('before:transform', ({ transform: { target } }) => {
      this.#held = target instanceof BoxShape ? target : undefined;
    });
    canvas.on('mouse:up:before', () => (this.#held = undefined));
    canvas.on('object:modified', ({ target }) => {
      if (target instanceof BoxShape) this.#actions.change(target.box.id, this.#onImage(target.rectangle()));
    });
    const gesture = new DrawGesture(canvas, (rect) => this.#actions.draw(this.#onImage(rect)));
    canvas.on('mouse:down', (event: TPointerEventInfo) => gesture.start(event));
    canvas.on('mouse:move', (event: TPointerEventInfo) => gesture.move(event));
    canvas.on('mouse:up', () => gesture.end());
    return canvas;
  }

  #onImage(rect: Rectangle): Rectangle {
    return this.#placement ? toImage(rect, this.#image, this.#placement.picture) : rect;
  }

  #reconcile(canvas: CrispStaticCanvas | CrispCanvas, state: BoxState, placement: Placement): void {
    const shown = state.boxes.filter((box) => box.status !== 'rejected');
    const kept = new Set(shown.map((box) => box.id));
    for (const [id, shape] of this.#shapes) {
      if (kept.has(id)) continue;
      canvas.remove(shape);
      this.#shapes.delete(id);
    }
    const isRightToLeft = getComputedStyle(this.#container).direction === 'rtl';
    // Small boxes lie on top, so that a click reaches those inside of others.
    const area = (box: DraftBox): number => box.width * box.height;
    const stacked = [...shown].sort((a, b) => area(b) - area(a));
    for (const [index, box] of stacked.entries()) {
      const shape = this.#place(canvas, box, toPicture(box, state.image, placement.picture));
      shape.isMirrored = determinant(placement.toWindow) < 0;
      shape.isRightToLeft = isRightToLeft;
      canvas.moveObjectTo(shape, index);
    }
  }

  #place(canvas: CrispStaticCanvas | CrispCanvas, box: DraftBox, rect: Rectangle): BoxShape {
    const known = this.#shapes.get(box.id);
    if (known) {
      if (known !== this.#held) known.show(box, rect);
      return known;
    }
    const shape = new BoxShape(box, rect);
    this.#shapes.set(box.id, shape);
    canvas.add(shape);
    return shape;
  }

  #activate(canvas: CrispCanvas, selected: string | undefined): void {
    const shape = selected === undefined ? undefined : this.#shapes.get(selected);
    if (shape === canvas.getActiveObject()) return;
    if (shape) canvas.setActiveObject(shape);
    else canvas.discardActiveObject();
  }
}
