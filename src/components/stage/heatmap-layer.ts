import { FabricImage } from 'fabric/es';
import type { Explanation } from '../../worker/explanation.js';
import type { Colormap } from '../colormaps/colormap.js';
import type { Placement } from './layer-placement.js';
import { toPicture } from './placement.js';
import { CrispStaticCanvas } from './crisp-canvas.js';
import { rasterHeatmap } from './heatmap-raster.js';

export interface HeatmapState {
  readonly explanation: Explanation | undefined;
  readonly colormap: Colormap;
  /** In [0, 1]. */
  readonly opacity: number;
  readonly visible: boolean;
}

/** Draws the coloured map in the image's exact place. Showing and hiding costs one redraw of one picture. */
export class HeatmapLayer {
  readonly #canvas: CrispStaticCanvas;
  #picture: FabricImage | undefined;
  #drawn = '';
  #explanation: Explanation | undefined;
  #colormap: Colormap | undefined;

  constructor(element: HTMLCanvasElement) {
    this.#canvas = new CrispStaticCanvas(element, { renderOnAddRemove: false });
  }

  update(state: HeatmapState, placement: Placement): void {
    this.#resize(placement);
    if (!state.explanation || state.explanation.empty) this.#clear();
    else this.#draw(state, state.explanation, placement);
    this.#canvas.requestRenderAll();
  }

  dispose(): void {
    void this.#canvas.dispose();
  }

  #resize({ width, height, pixelRatio }: Placement): void {
    const canvas = this.#canvas;
    if (canvas.width === width && canvas.height === height && canvas.pixelRatio === pixelRatio) return;
    canvas.pixelRatio = pixelRatio;
    canvas.setDimensions({ width, height });
  }

  #clear(): void {
    if (this.#picture) this.#canvas.remove(this.#picture);
    this.#picture = undefined;
    this.#explanation = undefined;
  }

  #draw(state: HeatmapState, explanation: Explanation, { picture, pixelRatio }: Placement): void {
    const image = { width: explanation.imageWidth, height: explanation.imageHeight };
    const rect = toPicture(explanation.inputRect, image, picture);
    const size = { width: rect.width * pixelRatio, height: rect.height * pixelRatio };
    const drawn = `${size.width} ${size.height}`;
    const fresh =
      drawn === this.#drawn && explanation === this.#explanation && state.colormap === this.#colormap;
    if (!fresh || !this.#picture) this.#show(rasterHeatmap(explanation, state.colormap, size));
    this.#drawn = drawn;
    this.#explanation = explanation;
    this.#colormap = state.colormap;

    this.#picture?.set({
      left: rect.x,
      top: rect.y,
      scaleX: rect.width / this.#picture.width,
      scaleY: rect.height / this.#picture.height,
      opacity: state.opacity,
      visible: state.visible,
    });
  }

  #show(raster: HTMLCanvasElement): void {
    if (this.#picture) this.#canvas.remove(this.#picture);
    this.#picture = new FabricImage(raster, { originX: 'left', originY: 'top', objectCaching: false });
    this.#canvas.add(this.#picture);
  }
}
