import type { CamMap } from '../../cam/layer-tensors.js';
import { clipRectangle, type Rectangle } from '../../geometry/rectangle.js';
import type { Size } from '../../geometry/size.js';
import { fittingShape, type Shape } from './fitting-shape.js';
import type { Refusal } from './refusal.js';
import { sampleMap } from '../spread/sample-map.js';
import { peakInside } from './surroundings.js';

/** Pixels of the longest side at which a map is looked at: its cells are much larger. */
const SIDE = 128;

/** Where a map is at least so hot, as a share of its peak inside the draft; of its parts the one that fits the draft. */
export function levelShape(
  map: CamMap,
  rect: Rectangle,
  picture: Size,
  draft: Rectangle,
  threshold: number,
): Shape | Refusal {
  const place = clipRectangle(rect, picture);
  const inside = clipRectangle(draft, picture);
  if (!(place.width > 0 && place.height > 0 && inside.width > 0 && inside.height > 0)) return 'too-small';
  const scale = SIDE / Math.max(place.width, place.height);
  const width = Math.max(1, Math.round(place.width * scale));
  const height = Math.max(1, Math.round(place.height * scale));
  const heat = sampleMap(map, rect, place, width, height);
  const peak = peakInside(heat, width, height, place, inside);
  if (!(peak > 0)) return 'no-heat';
  const mask = new Uint8Array(heat.length);
  for (let i = 0; i < heat.length; i++) if (heat[i] >= threshold * peak) mask[i] = 1;
  return fittingShape(mask, { width, height, place, box: draft }) ?? 'elsewhere';
}
