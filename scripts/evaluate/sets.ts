import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import labels from '../../models/labels/imagenet-1k.json';
import { distinctLabels } from '../../src/models/distinct-labels.js';
import { cocoScenes, type Scene } from './scenes.js';

const MODELS = fileURLToPath(new URL('../../models', import.meta.url));

const IMAGENET = distinctLabels(labels.labels);

/** Pictures with boxes that come with the package, and the model that is measured on them. */
export interface EvaluationSet {
  readonly title: string;
  /** File name of the report, without its ending. */
  readonly page: string;
  readonly model: string;
  readonly scenes: () => readonly Scene[];
  /** Layers to measure; absent: where the last three stages begin and end. */
  readonly layers?: readonly string[];
}

export const SETS = {
  scenes: {
    title: 'rendered scenes',
    page: 'evaluation',
    model: join(MODELS, 'workbench.onnx'),
    scenes: () => cocoScenes(join(MODELS, 'evaluation/scenes.json'), join(MODELS, 'evaluation')),
  },
  photographs: {
    title: 'photographs',
    page: 'evaluation-photographs',
    model: join(MODELS, 'imagenet.saliency'),
    scenes: photographs,
    layers: ['block5_expand', 'block6_expand', 'block9_expand', 'block12_expand', 'block16_expand', 'head'],
  },
} as const satisfies Record<string, EvaluationSet>;

export type SetName = keyof typeof SETS;

interface Photograph {
  readonly file: string;
  readonly imagenetClass?: number;
  readonly boxes?: readonly (readonly [x: number, y: number, width: number, height: number])[];
}

/** Those whose class is one of ImageNet's, and whose boxes were drawn. */
function photographs(): readonly Scene[] {
  const folder = join(MODELS, 'photographs');
  const all = JSON.parse(readFileSync(join(folder, 'photographs.json'), 'utf8')) as readonly Photograph[];
  return all
    .filter(({ imagenetClass, boxes }) => imagenetClass !== undefined && boxes !== undefined)
    .map(({ file, imagenetClass, boxes }, index) => ({
      half: index % 2 === 0 ? 'choosing' : 'measuring',
      file: join(folder, file),
      objects: boxes!.map(([x, y, width, height]) => ({
        label: IMAGENET[imagenetClass!],
        box: { x, y, width, height },
      })),
    }));
}
