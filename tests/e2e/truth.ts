import { readFileSync } from 'node:fs';

export interface Box {
  readonly label: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface CocoFile {
  images: { id: number; file_name: string; width: number; height: number }[];
  categories: { id: number; name: string }[];
  annotations: { image_id: number; category_id: number; bbox: [number, number, number, number] }[];
}

/** Boxes of a COCO document, by file name. */
export function boxesOf(document: string): Map<string, Box[]> {
  const { images, categories, annotations } = JSON.parse(document) as CocoFile;
  const names = new Map(categories.map(({ id, name }) => [id, name]));
  const boxes = new Map(images.map(({ id, file_name }) => [id, { file_name, list: [] as Box[] }]));
  for (const { image_id, category_id, bbox } of annotations) {
    const [x, y, width, height] = bbox;
    boxes.get(image_id)!.list.push({ label: names.get(category_id)!, x, y, width, height });
  }
  return new Map([...boxes.values()].map(({ file_name, list }) => [file_name, list]));
}

/** True boxes of the held-out scenes. */
export const TRUTH = boxesOf(
  readFileSync(new URL('../../models/evaluation/scenes.json', import.meta.url), 'utf8'),
);

export function iou(a: Box, b: Box): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (width <= 0 || height <= 0) return 0;
  const overlap = width * height;
  return overlap / (a.width * a.height + b.width * b.height - overlap);
}

/** Share of `truth` that a box of its class in `found` overlaps with at least `least` IoU. */
export function recall(truth: readonly Box[], found: readonly Box[], least: number): number {
  const hit = truth.filter((box) =>
    found.some((other) => other.label === box.label && iou(box, other) >= least),
  );
  return hit.length / truth.length;
}
