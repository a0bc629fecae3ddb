import { Canvas, StaticCanvas } from 'fabric/es';

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

export class CrispCanvas extends Canvas {
  pixelRatio = 1;

  override getRetinaScaling(): number {
    return this.pixelRatio ?? 1;
  }
}
