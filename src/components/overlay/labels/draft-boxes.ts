import { boxesFromMap, type BoxOptions } from '../../../drafts/map/boxes-from-map.js';
import type { DraftBox } from '../../../drafts/draft-box.js';
import type { Explanation } from '../../../worker/explanation.js';

/** Settings of `boxesFromMap` that a caller may choose; the rest follows from the explanation. */
export type ToBoxesOptions = Partial<
  Pick<BoxOptions, 'threshold' | 'scoring' | 'minArea' | 'maxBoxes' | 'edge' | 'valley' | 'label'>
>;

/** Boxes of an explanation's map, best first. */
export function boxesOf(explanation: Explanation, model: string, options: ToBoxesOptions = {}): DraftBox[] {
  const { map: data, mapWidth, mapHeight, mapRect, imageWidth, imageHeight } = explanation;
  const { label, method, layer, score, isProbability } = explanation;
  return boxesFromMap(
    { data, width: mapWidth, height: mapHeight },
    {
      label,
      ...options,
      rect: mapRect,
      image: { width: imageWidth, height: imageHeight },
      confidence: isProbability ? score : 1,
      provenance: { model, method, layer, ...(isProbability ? {} : { value: score }) },
    },
  );
}
