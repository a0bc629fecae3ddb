import { noChange, type ElementPart } from 'lit';
import { directive, Directive, PartType, type PartInfo } from 'lit/directive.js';
import type { PlacedMap } from '../../../cam/fuse-maps.js';
import { normaliseMap } from '../../../cam/normalise-map.js';
import { resampleMap } from '../../../cam/resample-map.js';
import type { Rectangle } from '../../../geometry/rectangle.js';
import type { Colormap } from '../../colormaps/colormap.js';
import { lookupTable, paintMap } from '../../colormaps/lookup-table.js';

/** Pixels of the longer side of a preview. */
const SIDE = 96;

/** Draws a map over all that the model saw into a `<canvas>`, again only when it or its colours change. */
class PaintMap extends Directive {
  #map: Float32Array | undefined;
  #colormap: Colormap | undefined;

  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ELEMENT) throw new Error('previewOf() belongs into the tag of a <canvas>.');
  }

  render(_map: PlacedMap, _seen: Rectangle, _colormap: Colormap): typeof noChange {
    return noChange;
  }

  override update(
    { element }: ElementPart,
    [map, seen, colormap]: [PlacedMap, Rectangle, Colormap],
  ): typeof noChange {
    if (map.data === this.#map && colormap === this.#colormap) return noChange;
    this.#map = map.data;
    this.#colormap = colormap;
    if (element instanceof HTMLCanvasElement) paint(element, map, seen, colormap);
    return noChange;
  }
}

function paint(canvas: HTMLCanvasElement, map: PlacedMap, seen: Rectangle, colormap: Colormap): void {
  const scale = SIDE / Math.max(map.width, map.height);
  const width = Math.max(1, Math.round(map.width * scale));
  const height = Math.max(1, Math.round(map.height * scale));
  const values = normaliseMap(resampleMap(map, map.rect, seen, width, height), 'min-max');
  const pixels = paintMap(values.data, lookupTable(colormap));
  // Opaque: on its own a map has nothing under it to show through.
  for (let alpha = 3; alpha < pixels.length; alpha += 4) pixels[alpha] = 255;
  canvas.width = width;
  canvas.height = height;
  canvas.getContext('2d')?.putImageData(new ImageData(pixels, width, height), 0, 0);
}

export const previewOf = directive(PaintMap);
