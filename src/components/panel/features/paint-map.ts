import { noChange, type ElementPart } from 'lit';
import { directive, Directive, PartType, type PartInfo } from 'lit/directive.js';
import type { CamMap } from '../../../cam/layer-tensors.js';
import { normaliseMap } from '../../../cam/normalise-map.js';
import { resizeBilinear } from '../../../cam/resize-bilinear.js';
import type { Colormap } from '../../colormaps/colormap.js';
import { lookupTable, paintMap } from '../../colormaps/lookup-table.js';

/** Pixels of the longer side of a preview. */
const SIDE = 96;

/** Draws a map into a `<canvas>`, again only when it or its colours change. */
class PaintMap extends Directive {
  #map: Float32Array | undefined;
  #colormap: Colormap | undefined;

  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ELEMENT) throw new Error('previewOf() belongs into the tag of a <canvas>.');
  }

  render(_map: CamMap, _colormap: Colormap): typeof noChange {
    return noChange;
  }

  override update({ element }: ElementPart, [map, colormap]: [CamMap, Colormap]): typeof noChange {
    if (map.data === this.#map && colormap === this.#colormap) return noChange;
    this.#map = map.data;
    this.#colormap = colormap;
    if (element instanceof HTMLCanvasElement) paint(element, map, colormap);
    return noChange;
  }
}

function paint(canvas: HTMLCanvasElement, map: CamMap, colormap: Colormap): void {
  const scale = SIDE / Math.max(map.width, map.height);
  const width = Math.max(1, Math.round(map.width * scale));
  const height = Math.max(1, Math.round(map.height * scale));
  const values = normaliseMap(resizeBilinear(map, width, height), 'min-max');
  const pixels = paintMap(values.data, lookupTable(colormap));
  // Opaque: on its own a map has nothing under it to show through.
  for (let alpha = 3; alpha < pixels.length; alpha += 4) pixels[alpha] = 255;
  canvas.width = width;
  canvas.height = height;
  canvas.getContext('2d')?.putImageData(new ImageData(pixels, width, height), 0, 0);
}

export const previewOf = directive(PaintMap);
