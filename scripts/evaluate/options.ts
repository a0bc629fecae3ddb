import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { ModelCard } from '../../src/models/model-card.js';

export const HELP = `npm run evaluate -- [options]
  --images DIR   pictures (default: the held-out scenes)
  --annotations FILE  their boxes in COCO format (default: scenes.json in that folder)
  --model FILE   an ONNX classifier whose labels are the categories' names (default: workbench)
  --card FILE    its preprocessing and labels as JSON, like an entry of models/catalog.json
  --layer NAME   layer to measure, repeatable (default: where the last three stages begin and end)
  --quick N      only N scenes, evenly spread; writes no report unless --out is given
  --out DIR      where the report goes (default: docs/ for the default scenes and model, else evaluation/)
  --json         print all numbers as JSON instead of the report`;

export interface Options {
  readonly images: string;
  readonly coco: string;
  readonly model: string;
  readonly card: Partial<ModelCard>;
  readonly layers: readonly string[];
  readonly quick: number | undefined;
  /** Absent: nothing is written. */
  readonly out: string | undefined;
  readonly json: boolean;
  readonly help: boolean;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export function readOptions(argv: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...argv],
    options: {
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
  const images = values.images ?? (coco ? dirname(coco) : join(ROOT, 'models/evaluation'));
  const model = values.model ?? join(ROOT, 'models/workbench.onnx');
  const isOwn = Boolean(values.images ?? coco ?? values.model);
  const standardOut = values.quick ? undefined : isOwn ? 'evaluation' : join(ROOT, 'docs');
  return {
    images,
    coco: coco ?? join(images, 'scenes.json'),
    model,
    card: values.card ? (JSON.parse(readFileSync(values.card, 'utf8')) as Partial<ModelCard>) : cardOf(model),
    layers: values.layer ?? [],
    quick: values.quick === undefined ? undefined : Number(values.quick),
    out: values.out ?? standardOut,
    json: values.json ?? false,
    help: values.help ?? false,
  };
}

/** The catalogue's card of a model file of that name. */
function cardOf(model: string): Partial<ModelCard> {
  const path = join(ROOT, 'models/catalog.json');
  if (!existsSync(path)) return {};
  const { models } = JSON.parse(readFileSync(path, 'utf8')) as {
    models: (Partial<ModelCard> & { file?: string })[];
  };
  return models.find(({ file }) => file === basename(model)) ?? {};
}
