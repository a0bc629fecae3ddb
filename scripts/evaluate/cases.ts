import { basename } from 'node:path';
import { CAM_METHODS } from '../../src/cam/cam-methods.js';
import type { CamMethod } from '../../src/cam/cam-method.js';
import { createDerivativeMean } from '../../src/cam/derivative-mean.js';
import { explainMap } from '../../src/cam/explain-map.js';
import { FUSIONS, fuseMaps, type FusionName } from '../../src/cam/fuse-maps.js';
import type { CamMap, DerivativeMeans, LayerTensors } from '../../src/cam/layer-tensors.js';
import type { Rectangle } from '../../src/geometry/rectangle.js';
import { inputGeometry } from '../../src/pixels/input-geometry.js';
import { inputShape, inputTensor, valueRange } from '../../src/pixels/input-tensor.js';
import { noisySamples } from '../../src/worker/service/explain/noisy-samples.js';
import { chosenClass } from '../../src/worker/service/explain/chosen-class.js';
import { readingOf, scoresOf } from '../../src/models/class-scores.js';
import { edgeMap, randomMap } from './baselines.js';
import { INPUT_METHODS, inputMaps, perturb, perturbedMap, PERTURBATIONS } from './more-maps.js';
import type { HeadResult, Network, Scorer } from './network.js';
import type { PixelReader, ReadImage } from './pixel-reader.js';
import type { Scene } from './scenes.js';

/** Defaults of Smooth Grad-CAM++: its paper's. */
export const PAPER_SMOOTHING = { samples: 5, noise: 0.2 } as const;

/** The model, cut in all the places that the maps need. */
export interface Networks {
  readonly network: Network;
  readonly atInput: Network;
  readonly scorer: Scorer | undefined;
}

/** A scene with the pixels that the model gets. */
export interface LoadedScene {
  readonly scene: Scene;
  readonly image: ReadImage;
  readonly input: Float32Array;
  /** The part of the image that a map covers. */
  readonly covered: Rectangle;
}

/** One class that is present in one scene: what a person would ask the overlay about. */
export interface Case {
  readonly loaded: LoadedScene;
  readonly label: string;
  readonly classIndex: number;
  /** Score of the class in [0, 1]. */
  readonly score: number;
  readonly objects: readonly Rectangle[];
  /** Maps after their ReLU, by {@link rowKey}. */
  readonly maps: ReadonlyMap<string, CamMap>;
}

/** A method at a layer: a row of the tables. */
export interface Row {
  readonly method: string;
  readonly layer: string;
}

/** Layer of rows that look at no layer. */
export const NO_LAYER = '-';

/** `cam` is left out: without global pooling it is Grad-CAM times a constant, which changes no box. */
const METHODS: readonly CamMethod[] = Object.values(CAM_METHODS).filter(
  ({ name, needs, at }) => name !== 'cam' && needs !== 'channel-scores' && at === 'layer',
);
/** The method whose maps of two layers are fused too. */
const FUSED = 'layer-cam';

export const rowKey = ({ method, layer }: Row): string => `${method} @ ${layer}`;

export function methodRows(layers: readonly string[]): readonly Row[] {
  return METHODS.flatMap(({ name }) => layers.map((layer) => ({ method: name, layer })));
}

export type FusedRow = Row & { readonly how: FusionName; readonly parts: readonly string[] };

/** The default layer and the finest one, fused. */
export function fusedRows(layers: readonly string[], defaultLayer: string): readonly FusedRow[] {
  const parts = [layers[0], defaultLayer];
  if (parts[0] === parts[1]) return [];
  return (Object.keys(FUSIONS) as FusionName[]).map((how) => ({
    method: FUSED,
    how,
    parts,
    layer: `${how} of ${parts.join(', ')}`,
  }));
}

/** Rows of methods that are measured in one place only: by perturbation at the default layer, and at the input. */
export function otherRows({ network, atInput, scorer }: Networks): readonly Row[] {
  const { defaultLayer } = network.file;
  return [
    ...(scorer ? PERTURBATIONS.map(({ name }) => ({ method: name, layer: defaultLayer })) : []),
    ...INPUT_METHODS.map(({ name }) => ({ method: name, layer: atInput.image })),
  ];
}

export const BASELINE_MAPS: readonly Row[] = ['random', 'edges'].map((method) => ({
  method,
  layer: NO_LAYER,
}));

export async function loadScene(scene: Scene, reader: PixelReader, network: Network): Promise<LoadedScene> {
  const spec = network.file.card.input;
  const image = await reader.read(scene.file, spec);
  const { covered } = inputGeometry(image, spec);
  return { scene, image, input: inputTensor(image.pixels, spec), covered };
}

/** Every class present in a scene, with the maps of all methods at all layers. */
export async function casesOf(
  loaded: LoadedScene,
  networks: Networks,
  layers: readonly string[],
): Promise<Case[]> {
  const { network, atInput, scorer } = networks;
  const { defaultLayer, card } = network.file;
  const labels = [...new Set(loaded.scene.objects.map(({ label }) => label))];
  if (labels.length === 0) return [];
  const classes = labels.map((label) => classIndexOf(label, network));
  const carried = await network.trunk(loaded.input);
  const heads = await inTurn(classes, (index) => network.head(carried, index));
  const means = await smoothedMeans(loaded, network, classes, PAPER_SMOOTHING);
  const inputCarried = await atInput.trunk(loaded.input);
  const inputHeads = await inTurn(classes, (index) => atInput.head(inputCarried, index));
  const inputMeans = await smoothedMeans(loaded, atInput, classes, PAPER_SMOOTHING);
  const tensors = layerOf(heads[0], defaultLayer);
  const perturbed = scorer ? await perturb(loaded, tensors, network, scorer) : [];
  return labels.map((label, i) => {
    const maps = new Map(mapsOf(loaded, heads[i], means[i], { layers, network }));
    for (const one of perturbed)
      maps.set(
        rowKey({ method: one.method.name, layer: defaultLayer }),
        perturbedMap(one, tensors, heads[i].logits, classes[i]),
      );
    const { image } = atInput;
    for (const [method, map] of inputMaps(layerOf(inputHeads[i], image), inputMeans[i].get(image)))
      maps.set(rowKey({ method, layer: image }), map);
    return {
      loaded,
      label,
      classIndex: classes[i],
      score: scoresOf(heads[i].logits, readingOf(card)).scores[classes[i]],
      objects: loaded.scene.objects.filter((object) => object.label === label).map(({ box }) => box),
      maps,
    };
  });
}

export function classIndexOf(label: string, network: Network): number {
  const { labels } = network.file.card;
  return chosenClass(label, { labels, count: labels.length });
}

/** Means of derivatives over noisy inputs, by class and layer. */
async function smoothedMeans(
  loaded: LoadedScene,
  network: Network,
  classes: readonly number[],
  settings: { readonly samples: number; readonly noise: number },
): Promise<ReadonlyMap<string, DerivativeMeans>[]> {
  const gathered = classes.map(() => new Map<string, ReturnType<typeof createDerivativeMean>>());
  for (const input of noisyInputs(loaded, network, settings)) {
    const carried = await network.trunk(input);
    for (const [i, index] of classes.entries()) addSample(gathered[i], await network.head(carried, index));
  }
  return gathered.map((byLayer) => new Map([...byLayer].map(([layer, mean]) => [layer, mean.means()])));
}

/** The worker's own noisy inputs, with sigma as a fraction of the input's range. */
export function* noisyInputs(
  { scene, input }: LoadedScene,
  network: Network,
  { samples, noise }: { readonly samples: number; readonly noise: number },
): Generator<Float32Array> {
  const spec = network.file.card.input;
  const clean = { key: scene.file, image: scene.file, input: () => input, shape: inputShape(spec) };
  const settings = { samples, sigma: noise * valueRange(spec), seed: 0 };
  for (const sample of noisySamples(clean, input, settings)) yield sample.input();
}

export function addSample(
  byLayer: Map<string, ReturnType<typeof createDerivativeMean>>,
  { layers }: HeadResult,
): void {
  for (const [layer, { gradients }] of layers) {
    const mean = byLayer.get(layer) ?? createDerivativeMean();
    mean.add(gradients);
    byLayer.set(layer, mean);
  }
}

function mapsOf(
  loaded: LoadedScene,
  head: HeadResult,
  means: ReadonlyMap<string, DerivativeMeans>,
  { layers, network }: { readonly layers: readonly string[]; readonly network: Network },
): ReadonlyMap<string, CamMap> {
  const maps = new Map<string, CamMap>();
  for (const layer of layers) {
    const tensors: LayerTensors = { ...layerOf(head, layer), derivatives: means.get(layer) };
    for (const method of METHODS) {
      maps.set(rowKey({ method: method.name, layer }), explainMap(method, tensors).map);
    }
  }
  for (const row of fusedRows(layers, network.file.defaultLayer)) {
    const parts = row.parts.map((layer) => maps.get(rowKey({ method: row.method, layer }))!);
    maps.set(rowKey(row), fuseMaps(parts, row.how));
  }
  const grid = layerOf(head, network.file.defaultLayer);
  const seed = Number(/\d+/.exec(basename(loaded.scene.file))?.[0] ?? 0);
  maps.set(rowKey(BASELINE_MAPS[0]), randomMap(grid.width, grid.height, seed));
  maps.set(rowKey(BASELINE_MAPS[1]), edgeMap(loaded.image.pixels, network.file.card.input, grid));
  return maps;
}

export function layerOf({ layers }: HeadResult, name: string): LayerTensors {
  const tensors = layers.get(name);
  if (!tensors) throw new Error(`The head has no layer ${name}.`);
  return tensors;
}

/** One after another: the machine has other work, and the order of results stays that of the questions. */
export async function inTurn<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}
