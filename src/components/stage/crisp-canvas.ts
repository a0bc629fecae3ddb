import { Canvas, Point, StaticCanvas, type TPointerEvent } from 'fabric/es';
import { IDENTITY, type Linear } from '../../geometry/linear.js';
import { pointIn } from './layer-point.js';

/**
 * Fabric reads the device pixel ratio once, for the whole page; these canvases carry their own, so that an
 * overlay stays crisp when its window moves to another screen or the page magnifies it.
 */
export class CrispStaticCanvas extends StaticCanvas {
  pixelRatio = 1;

  override getRetinaScaling(): number {
    return this.pixelRatio ?? 1;
  }
}

/** Fabric takes a canvas to lie straight in the window; this one knows how it lies. */
export class CrispCanvas extends Canvas {
  pixelRatio = 1;
  toWindow: Linear = IDENTITY;

  override getRetinaScaling(): number {
    return this.pixelRatio ?? 1;
  }

  protected override _getPointerImpl(event: TPointerEvent): Point {
    const at = 'changedTouches' in event && event.changedTouches[0] ? event.changedTouches[0] : event;
    const { x, y } = pointIn(this.upperCanvasEl, this, this.toWindow ?? IDENTITY, at as MouseEvent);
    return new Point(x, y);
  }
}
