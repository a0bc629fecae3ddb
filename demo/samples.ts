import photographs from '../models/photographs/photographs.json';
import type { Picture } from './gallery.js';

/** Images to begin with, and the model that knows what is on them. */
export interface SampleSet {
  readonly title: string;
  readonly model: string;
  readonly pictures: readonly Picture[];
}

const PHOTOGRAPHS = import.meta.glob<string>('../models/photographs/*.webp', {
  eager: true,
  query: '?url',
  import: 'default',
});

const SCENES = import.meta.glob<string>('../models/evaluation/00000[0-9].jpg', {
  eager: true,
  query: '?url',
  import: 'default',
});

/** An annotator's task is in no order of the alphabet; the page opens on an image whose heatmap speaks for itself. */
const FIRST = 'dog.webp';

const LICENCES: Readonly<Record<string, string>> = { 'CC0-1.0': 'CC0', 'Public Domain': 'public domain' };

const sorted = [...photographs].sort((a, b) => Number(b.file === FIRST) - Number(a.file === FIRST));

export const SETS = {
  photographs: {
    title: 'Photographs',
    model: 'imagenet',
    pictures: sorted.map(({ file, author, licence, source }) => ({
      name: file,
      url: PHOTOGRAPHS[`../models/photographs/${file}`],
      credit: { author, licence: LICENCES[licence] ?? licence, source },
    })),
  },
  workbench: {
    title: 'Rendered workbench',
    model: 'workbench',
    pictures: Object.entries(SCENES).map(([path, url]) => ({
      name: path.slice(path.lastIndexOf('/') + 1),
      url,
    })),
  },
} as const satisfies Readonly<Record<string, SampleSet>>;

export type SetName = keyof typeof SETS;

export function isSetName(name: string): name is SetName {
  return Object.hasOwn(SETS, name);
}
