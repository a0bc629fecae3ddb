import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Rectangle } from '../../src/geometry/rectangle.js';

/** Defaults are chosen on one half of the scenes and measured on the other. */
export type Half = 'choosing' | 'measuring';

/** A picture and where its objects are. */
export interface Scene {
  readonly half: Half;
  readonly file: string;
  readonly objects: readonly { readonly label: string; readonly box: Rectangle }[];
}

interface Coco {
  readonly images: readonly { readonly id: number; readonly file_name: string }[];
  readonly categories: readonly { readonly id: number; readonly name: string }[];
  readonly annotations: readonly {
    readonly image_id: number;
    readonly category_id: number;
    readonly bbox: readonly [number, number, number, number];
    readonly iscrowd?: number;
  }[];
}

/** Scenes of a COCO file, in turn of the choosing and the measuring half; crowds, which are not single objects, are left out. */
export function cocoScenes(coco: string, images: string): readonly Scene[] {
  const data = JSON.parse(readFileSync(coco, 'utf8')) as Coco;
  const labels = new Map(data.categories.map(({ id, name }) => [id, name]));
  return data.images.map(({ id, file_name: name }, index) => ({
    half: index % 2 === 0 ? 'choosing' : 'measuring',
    file: join(images, name),
    objects: data.annotations
      .filter((annotation) => annotation.image_id === id && !annotation.iscrowd)
      .map(({ category_id: category, bbox: [x, y, width, height] }) => ({
        label: labels.get(category) ?? `category ${category}`,
        box: { x, y, width, height },
      })),
  }));
}

/** `count` scenes, evenly spread, again in turn of the two halves. */
export function someScenes(scenes: readonly Scene[], count = Infinity): readonly Scene[] {
  if (count >= scenes.length) return scenes;
  return Array.from({ length: count }, (_, i) => ({
    ...scenes[Math.floor((i * scenes.length) / count)],
    half: i % 2 === 0 ? 'choosing' : 'measuring',
  }));
}
