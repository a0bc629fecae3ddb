import { COLORMAPS } from '../colormaps/registry.js';
import { readsInput } from '../panel/method-groups.js';
import type { FeatureSubject } from '../panel/feature-maps-controller.js';
import { modelTitle } from './model-source.js';
import { DEFAULT_MODEL } from './overlay-properties.js';
import type { SaliencyOverlay } from './saliency-overlay.js';
import type { ShownPicture } from './shown-picture.js';
import type { StageState } from '../stage/stage-controller.js';

/** What the parts of the element get to know of it; all of it follows from what pages can read as well. */

export function modelNameOf({ modelInfo, model }: SaliencyOverlay): string {
  return modelInfo?.card.name ?? modelTitle(model || DEFAULT_MODEL);
}

/** Labels that boxes can be given: the page's own, then the model's. */
export function labelsOf({ labels, modelInfo }: SaliencyOverlay): readonly string[] {
  return [...new Set([...(labels ?? []), ...(modelInfo?.card.labels ?? [])])];
}

/** Of a box that is drawn by hand. */
export function drawLabelOf(host: SaliencyOverlay): string {
  const selected = host.boxes.find(({ id }) => id === host.selected);
  return selected?.label ?? host.explanation?.label ?? labelsOf(host)[0] ?? 'object';
}

export function stageStateOf(host: SaliencyOverlay, picture: ShownPicture): StageState {
  const { explanation, opacity, boxes, selected, editing, region, selecting } = host;
  return {
    ...{ explanation, opacity, boxes, selected, editing, region, selecting },
    image: picture.size,
    colormap: COLORMAPS[host.colormapName],
    visible: !host.hiddenOverlay,
    labels: labelsOf(host),
  };
}

/** Nothing while a map is on its way, or where there is no one layer whose maps these would be. */
export function featureSubjectOf(host: SaliencyOverlay, picture: ShownPicture): FeatureSubject | undefined {
  const { explanation, modelInfo, status } = host;
  if (!explanation || !modelInfo || (status !== 'ready' && status !== 'empty')) return undefined;
  const { method, layer, layers, classIndex, versus } = explanation;
  if (layers || readsInput(method)) return undefined;
  return {
    identity: [picture.pixels, modelInfo, method, layer, classIndex, versus],
    options: { method, layer, targetClass: classIndex, versus },
  };
}
