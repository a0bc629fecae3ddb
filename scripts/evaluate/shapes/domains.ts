import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CamMethodName } from '../../../src/cam/cam-methods.js';
import type { Size } from '../../../src/geometry/size.js';
import type { ModelCard } from '../../../src/models/model-card.js';
import { readScenes, type Half, type Scene } from '../scenes.js';

const MODELS = fileURLToPath(new URL('../../../models/', import.meta.url));

/** A layer, and by how many pixels of the input its cells' receptive fields lie right of and below their grid. */
export interface PlacedLayer {
  readonly name: string;
  readonly offset: number;
}

/** A model with pictures of its classes, and the maps that drafts are found in. */
export interface Domain {
  readonly name: string;
  readonly model: string;
  readonly card: Partial<ModelCard>;
  readonly scenes: readonly Scene[];
  /** Each divided by its maximum, then averaged. */
  readonly maps: readonly (PlacedLayer & { readonly method: CamMethodName })[];
  readonly features: readonly PlacedLayer[];
  /** Cells that features and maps are brought to, for the model's own input size. */
  readonly grid: Size;
}

interface Catalogue {
  readonly models: readonly (Partial<ModelCard> & { readonly name: string; readonly file: string })[];
}

function cardOf(name: string): Catalogue['models'][number] {
  const { models } = JSON.parse(readFileSync(join(MODELS, 'catalog.json'), 'utf8')) as Catalogue;
  return models.find((model) => model.name === name)!;
}

function domainOf(name: string): Pick<Domain, 'model' | 'card'> {
  const card = cardOf(name);
  const labels = Array.isArray(card.labels)
    ? (card.labels as readonly string[])
    : (JSON.parse(readFileSync(join(MODELS, `labels/${String(card.labels)}.json`), 'utf8')) as Labels).labels;
  return { model: join(MODELS, card.file), card: { ...card, labels } };
}

interface Labels {
  readonly labels: readonly string[];
}

interface Photograph {
  readonly file: string;
  readonly imagenetClass?: number;
  readonly boxes?: readonly (readonly [number, number, number, number])[];
}

function photographs({ labels }: Partial<ModelCard>): Scene[] {
  const path = join(MODELS, 'photographs');
  const all = JSON.parse(readFileSync(join(path, 'photographs.json'), 'utf8')) as Photograph[];
  return all
    .filter(({ boxes, imagenetClass }) => boxes && imagenetClass !== undefined)
    .map(({ file, imagenetClass, boxes }, index) => ({
      half: (index % 2 === 0 ? 'choosing' : 'measuring') satisfies Half,
      file: join(path, file),
      objects: boxes!.map(([x, y, width, height]) => ({
        label: (labels as readonly string[])[imagenetClass!],
        box: { x, y, width, height },
      })),
    }));
}

/**
 * EfficientNets pad on the right and below only at stride 2: their cells see what lies 7.5 pixels of 224 further at
 * stride 16, and 15.5 at stride 32.
 */
export function domains(quick: number): readonly Domain[] {
  const imagenet = domainOf('imagenet');
  const evaluation = join(MODELS, 'evaluation');
  return [
    {
      name: 'scenes',
      ...domainOf('workbench'),
      scenes: readScenes(join(evaluation, 'scenes.json'), evaluation, quick),
      maps: [
        { name: 'relu4_1', offset: 0, method: 'layer-cam' },
        { name: 'relu5_1', offset: 0, method: 'layer-cam' },
      ],
      features: ['relu4_1', 'relu5_1', 'relu5_3'].map((name) => ({ name, offset: 0 })),
      grid: { width: 28, height: 20 },
    },
    {
      name: 'photographs',
      ...imagenet,
      scenes: photographs(imagenet.card).slice(0, quick),
      maps: [
        { name: 'head', offset: 15.5, method: 'grad-cam' },
        { name: 'block9_expand', offset: 7.5, method: 'layer-cam' },
        { name: 'block12_expand', offset: 7.5, method: 'layer-cam' },
      ],
      features: [
        { name: 'block6_expand', offset: 3.5 },
        { name: 'block9_expand', offset: 7.5 },
        { name: 'block12_expand', offset: 7.5 },
        { name: 'block16', offset: 15.5 },
      ],
      grid: { width: 14, height: 14 },
    },
  ];
}
