import { CAM_METHODS } from '../../src/cam/cam-methods.js';
import { explainMap } from '../../src/cam/explain-map.js';
import { fusePlacedMaps } from '../../src/cam/fuse-maps.js';
import { readingOf, scoresOf } from '../../src/models/class-scores.js';
import { presentClasses } from '../../src/models/present-classes.js';
import { classIndexOf, inTurn, layerOf, type LoadedScene } from './cases.js';
import type { LabelledImage } from './labelled-image.js';
import { draftsOf } from './localisation.js';
import { placeOf, type Network } from './network.js';

/** Classes that the panel lists. */
const LISTED = 5;
const METHOD = CAM_METHODS['layer-cam'];

/** The drafts that the package's defaults give of the classes that are there and of those that the model believes in. */
export async function labelImages(
  scenes: readonly LoadedScene[],
  network: Network,
): Promise<readonly LabelledImage[]> {
  return inTurn(scenes, (loaded) => labelImage(loaded, network));
}

async function labelImage(loaded: LoadedScene, network: Network): Promise<LabelledImage> {
  const { card, defaultLayer } = network.file;
  const { layers = [defaultLayer], fusion = 'mean' } = card;
  const { objects } = loaded.scene;
  const carried = await network.trunk(loaded.input);
  const first = await network.head(carried, 0);
  const reading = readingOf(card);
  const scores = scoresOf(first.logits, reading);
  const ranked = Array.from(scores.scores, (_, index) => index).sort(
    (a, b) => scores.scores[b] - scores.scores[a],
  );
  const believed = presentClasses(scores, reading.activation === 'softmax');
  const asked = new Set([...believed, ...objects.map(({ label }) => classIndexOf(label, network))]);
  const drafts = await inTurn([...asked], async (index) => {
    const head = await network.head(carried, index);
    const maps = layers.map((layer) => ({
      ...explainMap(METHOD, layerOf(head, layer)).map,
      rect: placeOf(layer, network, loaded.covered),
    }));
    const map = maps.length === 1 ? maps[0] : fusePlacedMaps(maps, fusion);
    const label = card.labels[index];
    return [label, draftsOf(map, { loaded, label })] as const;
  });
  return {
    objects,
    top: card.labels[ranked[0]],
    listed: ranked.slice(0, LISTED).map((index) => card.labels[index]),
    believed: believed.map((index) => card.labels[index]),
    drafts: new Map(drafts),
  };
}
