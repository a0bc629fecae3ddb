import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { GivenCard } from './network.js';
import { cocoScenes } from './scenes.js';
import { SETS, type EvaluationSet, type SetName } from './sets.js';

export const HELP = `npm run evaluate -- [options]
  --set NAME     ${Object.keys(SETS).join(' or ')}, which come with the package (default: each of them)
  --images DIR   pictures of your own
  --annotations FILE  their boxes in COCO format (default: scenes.json in that folder)
  --model FILE   an ONNX classifier whose labels are the categories' names (default: workbench)
  --card FILE    its preprocessing and labels as JSON, like an entry of models/catalog.json
  --layer NAME   layer to measure, repeatable (default: where the last three stages begin and end)
  --quick N      only N scenes, evenly spread; writes no report unless --out is given
  --out DIR      where the report goes (default: docs/ for the package's own sets, else evaluation/)
  --json         print all numbers as JSON instead of the report`;

export interface Options {
  readonly set: EvaluationSet;
  readonly model: string;
  readonly card: GivenCard;
  readonly layers: readonly string[];
  readonly quick: number | undefined;
  /** Absent: nothing is written. */
  readonly out: string | undefined;
  readonly json: boolean;
  readonly help: boolean;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What to measure, one after another. */
export function readOptions(argv: readonly string[]): readonly Options[] {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      set: { type: 'string' },
      images: { type: 'string' },
      annotations: { type: 'string' },
      coco: { type: 'string' },
      model: { type: 'string' },
      card: { type: 'string' },
      layer: { type: 'string', multiple: true },
      quick: { type: 'string' },
      out: { type: 'string' },
      json: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  const coco = values.annotations ?? values.coco;
  const isOwn = Boolean(values.images ?? coco ?? values.model);
  const standardOut = values.quick ? undefined : isOwn ? 'evaluation' : join(ROOT, 'docs');
  const sets = isOwn ? [ownSet(values.images, coco)] : chosenSets(values.set);
  return sets.map((set) => {
    const model = values.model ?? set.model;
    const card = values.card ? (JSON.parse(readFileSync(values.card, 'utf8')) as GivenCard) : cardOf(model);
    return {
      set,
      model,
      card,
      layers: values.layer ?? set.layers ?? [],
      quick: values.quick === undefined ? undefined : Number(values.quick),
      out: values.out ?? standardOut,
      json: values.json ?? false,
      help: values.help ?? false,
    };
  });
}

function chosenSets(name: string | undefined): readonly EvaluationSet[] {
  if (name === undefined) return Object.values(SETS);
  if (!Object.hasOwn(SETS, name)) {
    throw new Error(`--set takes ${Object.keys(SETS).join(' or ')}, not '${name}'.`);
  }
  return [SETS[name as SetName]];
}

function ownSet(images: string | undefined, coco: string | undefined): EvaluationSet {
  const folder = images ?? (coco ? dirname(coco) : join(ROOT, 'models/evaluation'));
  return {
    title: 'scenes',
    page: 'evaluation',
    model: SETS.scenes.model,
    scenes: () => cocoScenes(coco ?? join(folder, 'scenes.json'), folder),
  };
}

/** The catalogue's card of a model file of that name. */
export function cardOf(model: string): GivenCard {
  const path = join(ROOT, 'models/catalog.json');
  if (!existsSync(path)) return {};
  const { models } = JSON.parse(readFileSync(path, 'utf8')) as {
    models: (GivenCard & { file?: string })[];
  };
  return models.find(({ file }) => file === basename(model)) ?? {};
}
