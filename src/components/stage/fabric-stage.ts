import type { Placement } from './layer-placement.js';
import { BoxLayer, type BoxActions, type BoxState } from './box-layer.js';
import { HeatmapLayer, type HeatmapState } from './heatmap-layer.js';

/** Everything that is drawn over an image. Loaded on first use, so that pages pay for Fabric only then. */
export class FabricStage {
  readonly #heatmap: HeatmapLayer;
  readonly #boxes: BoxLayer;

  constructor(heatmap: HTMLCanvasElement, boxes: HTMLElement, actions: BoxActions) {
    this.#heatmap = new HeatmapLayer(heatmap);
    this.#boxes = new BoxLayer(boxes, actions);
  }

  update(state: HeatmapState & BoxState, placement: Placement): void {
    this.#heatmap.update(state, placement);
    this.#boxes.update(state, placement);
  }

  dispose(): void {
    this.#heatmap.dispose();
    this.#boxes.dispose();
  }
}
