import { exportGradient } from '../../src/gradient/export/export-gradient.js';
import type { CamMap } from '../../src/cam/layer-tensors.js';
import { compareScorings, sweepRules, type RuleResult, type ScoringResult } from './box-rules.js';
import {
  BASELINE_MAPS,
  casesOf,
  fusedRows,
  inTurn,
  loadScene,
  methodRows,
  otherRows,
  type Case,
  type Networks,
  type Row,
} from './cases.js';
import { faithfulness, type Faithfulness } from './faithfulness.js';
import { bestCentre, halvesOf, localise, localiseCentre, mapOf, type Localisation } from './localisation.js';
import { Network, openModelFile, Scorer, stageLayers } from './network.js';
import type { Options } from './options.js';
import { openPixelReader } from './pixel-reader.js';
import { labelImages } from './label-images.js';
import type { LabelledImage } from './labelled-image.js';
import { someScenes } from './scenes.js';
import { plainOf, SMOOTHED, sweepSmoothing, type SmoothingResult } from './smoothing.js';
import { timeLayers, type Timing } from './timing.js';

/** Scenes of the costly parts: perturbing the image, and adding noise to it. */
const FAITHFUL_SCENES = 16;
const SMOOTH_SCENES = 40;

/** Everything that the report tells. */
export interface Measurements {
  readonly scenes: number;
  readonly cases: number;
  readonly objects: number;
  readonly several: { readonly cases: number; readonly objects: number };
  readonly layers: readonly string[];
  readonly defaultLayer: string;
  /** Every row of a method, in the order of the tables. */
  readonly methods: readonly Localisation[];
  /** Cases and objects of the half that is reported on. */
  readonly measured: { readonly scenes: number; readonly cases: number; readonly objects: number };
  readonly baselines: readonly Localisation[];
  readonly faithful: { readonly cases: number; readonly rows: readonly Faithfulness[] };
  readonly smoothing: {
    readonly cases: number;
    /** The methods without noise on the same cases. */
    readonly plain: readonly Localisation[];
    readonly results: readonly SmoothingResult[];
  };
  /** Of the half that is reported on, with the drafts of the package's defaults. */
  readonly images: readonly LabelledImage[];
  readonly rules: readonly RuleResult[];
  readonly scorings: readonly ScoringResult[];
  readonly timing: Timing;
}

export async function measureAll(options: Options, log: (line: string) => void): Promise<Measurements> {
  const file = await openModelFile(options.model, options.card);
  const layers = options.layers.length > 0 ? options.layers : stageLayers(file);
  if (!layers.includes(file.defaultLayer)) throw new Error(`Add --layer ${file.defaultLayer}, the default.`);
  const scenes = someScenes(options.set.scenes(), options.quick);
  const network = await Network.open(file, layers);
  const image = exportGradient(file.prepared, { layers: [file.defaultLayer] }).image;
  const atInput = await Network.open(file, [image]);
  const networks: Networks = { network, atInput, scorer: await Scorer.open(file, file.defaultLayer) };

  log(`${scenes.length} scenes through ${file.location} at ${layers.join(', ')}`);
  const reader = await openPixelReader();
  const loaded = await inTurn(scenes, (scene) => loadScene(scene, reader, network));
  await reader.close();
  const cases = (await inTurn(loaded, (one) => casesOf(one, networks, layers))).flat();

  log(`${cases.length} classes in scenes: boxes`);
  const rows = [...methodRows(layers), ...otherRows(networks), ...fusedRows(layers, file)];
  const methods = localiseAll(cases, rows);
  const baselines = [...localiseAll(cases, BASELINE_MAPS), localiseCentre(cases, 0.5), bestCentre(cases)];
  const best = [...methods].sort((a, b) => b.chosenBy - a.chosenBy)[0];

  log('what labelling costs');
  const measuredScenes = loaded.filter(({ scene }) => scene.half === 'measuring');
  const images = await labelImages(measuredScenes, network);

  log('box rules');
  const rules = sweepRules(cases, best.row);
  const scorings = compareScorings(cases, best.row, rules[0].rule);

  log('deletion and insertion');
  const { measuring } = halvesOf(cases);
  const faithfulCases = spread(firstOfScenes(measuring), FAITHFUL_SCENES);
  const faithfulRows = [
    ...rows.filter(({ layer }) => layer === file.defaultLayer || layer === image),
    ...(best.row.layer === file.defaultLayer ? [] : [best.row]),
    ...BASELINE_MAPS,
  ];
  const faithful = await faithfulness(faithfulCases, faithfulRows, network);

  log('smoothing');
  const chosen = new Set(spread(firstOfScenes(cases), SMOOTH_SCENES).map(({ loaded }) => loaded));
  const smoothCases = cases.filter(({ loaded }) => chosen.has(loaded));
  const small = await Network.open(file, [file.defaultLayer]);
  const smoothing = await sweepSmoothing(smoothCases, file.defaultLayer, small);

  log('timing');
  const timing = await timeLayers(file, layers, cases[0].loaded, networks);
  const crowded = measuring.filter(({ objects }) => objects.length > 1);
  return {
    scenes: scenes.length,
    cases: cases.length,
    objects: countObjects(cases),
    several: { cases: crowded.length, objects: countObjects(crowded) },
    layers,
    defaultLayer: file.defaultLayer,
    methods,
    baselines,
    faithful: { cases: faithfulCases.length, rows: faithful },
    smoothing: {
      cases: smoothCases.length,
      plain: SMOOTHED.map((method) =>
        localise(smoothCases, { method: plainOf(method), layer: file.defaultLayer }),
      ),
      results: smoothing,
    },
    measured: {
      scenes: scenes.filter(({ half }) => half === 'measuring').length,
      cases: measuring.length,
      objects: countObjects(measuring),
    },
    images,
    rules,
    scorings,
    timing,
  };
}

/** Methods that give the same maps at a layer (some do where A is not negative) are measured once. */
function localiseAll(cases: readonly Case[], rows: readonly Row[]): readonly Localisation[] {
  const done: Localisation[] = [];
  for (const row of rows) {
    const twin = done.find((other) => other.row.layer === row.layer && sameMaps(cases, row, other.row));
    done.push(twin ? { ...twin, row } : localise(cases, row));
  }
  return done;
}

function sameMaps(cases: readonly Case[], a: Row, b: Row): boolean {
  return cases.every((one) => equalMaps(mapOf(one, a), mapOf(one, b)));
}

function equalMaps(a: CamMap, b: CamMap): boolean {
  return a.data.length === b.data.length && a.data.every((value, i) => value === b.data[i]);
}

function firstOfScenes(cases: readonly Case[]): readonly Case[] {
  return cases.filter(({ loaded }, i) => loaded !== cases[i - 1]?.loaded);
}

function spread<T>(items: readonly T[], count: number): readonly T[] {
  if (items.length <= count) return items;
  return Array.from({ length: count }, (_, i) => items[Math.floor((i * items.length) / count)]);
}

function countObjects(cases: readonly Case[]): number {
  return cases.reduce((sum, { objects }) => sum + objects.length, 0);
}
