import { Rect, type Canvas, type TPointerEventInfo } from 'fabric/es';
import type { Rectangle } from '../../geometry/rectangle.js';

/** Shorter drags are clicks. CSS pixels. */
const MIN_SIDE = 6;

/** Dragging over bare image draws a new box. */
export class DrawGesture {
  readonly #canvas: Canvas;
  readonly #drawn: (rect: Rectangle) => void;
  #origin: { x: number; y: number } | undefined;
  #preview: Rect | undefined;

  constructor(canvas: Canvas, drawn: (rect: Rectangle) => void) {
    this.#canvas = canvas;
    this.#drawn = drawn;
  }

  start({ target, scenePoint }: TPointerEventInfo): void {
    if (!target) this.#origin = { x: scenePoint.x, y: scenePoint.y };
  }

  move({ scenePoint }: TPointerEventInfo): void {
    if (!this.#origin) return;
    const origin = this.#origin;
    this.#preview ??= this.#addPreview();
    this.#preview.set({
      left: Math.min(origin.x, scenePoint.x),
      top: Math.min(origin.y, scenePoint.y),
      width: Math.abs(scenePoint.x - origin.x),
      height: Math.abs(scenePoint.y - origin.y),
    });
    this.#canvas.requestRenderAll();
  }

  end(): void {
    const preview = this.#preview;
    this.#origin = undefined;
    this.#preview = undefined;
    if (!preview) return;
    this.#canvas.remove(preview);
    this.#canvas.requestRenderAll();
    const { left: x, top: y, width, height } = preview;
    if (width >= MIN_SIDE && height >= MIN_SIDE) this.#drawn({ x, y, width, height });
  }

  #addPreview(): Rect {
    const preview = new Rect({
      originX: 'left',
      originY: 'top',
      fill: 'rgb(255 255 255 / 0.15)',
      stroke: '#fff',
      strokeWidth: 2,
      strokeDashArray: [8, 6],
      objectCaching: false,
      selectable: false,
      evented: false,
    });
    this.#canvas.add(preview);
    return preview;
  }
}
