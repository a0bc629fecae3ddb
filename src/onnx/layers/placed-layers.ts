import type { GridPlacement } from '../../geometry/grid-placement.js';
import type { Size } from '../../geometry/size.js';
import type { PreparedModel } from '../prepare/prepare-model.js';
import { receptiveFields } from './receptive-fields.js';
import { spatialLayers, type SpatialLayer } from './spatial-layers.js';

/** A layer, and where its cells lie in the image. */
export interface PlacedLayer extends SpatialLayer {
  /** In pixels of the model's input. */
  readonly placement: GridPlacement;
}

/**
 * As `spatialLayers`, with the places of the cells.
 *
 * @param image size of the model's input, where the graph does not tell which axes it has
 */
export function placedLayers(prepared: PreparedModel, image?: Size): PlacedLayer[] {
  const layers = spatialLayers(prepared);
  const fields = receptiveFields(prepared, layers, image);
  return layers.map((layer) => ({ ...layer, placement: fields.get(layer.name)! }));
}
