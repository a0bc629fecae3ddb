import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const at = (file: string) => fileURLToPath(new URL(`../../models/evaluation/${file}`, import.meta.url));

interface Coco {
  images: { id: number; file_name: string; width: number; height: number; bytes: number; seed: number }[];
  categories: { id: number; name: string }[];
  annotations: {
    id: number;
    image_id: number;
    category_id: number;
    bbox: [number, number, number, number];
  }[];
}

const coco = JSON.parse(readFileSync(at('scenes.json'), 'utf8')) as Coco;

describe('the evaluation set', () => {
  it('has at least 100 images, at most 8 MB in all', () => {
    expect(coco.images.length).toBeGreaterThanOrEqual(100);
    const bytes = coco.images.map(({ file_name }) => statSync(at(file_name)).size);
    expect(bytes).toEqual(coco.images.map((image) => image.bytes));
    expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(8e6);
  });

  it('keeps its seeds out of the training range', () => {
    expect(Math.max(...coco.images.map(({ seed }) => seed))).toBeLessThan(100_000);
  });

  it('has every box inside its image', () => {
    for (const { image_id, bbox } of coco.annotations) {
      const image = coco.images[image_id - 1];
      const [x, y, width, height] = bbox;
      expect(image.id).toBe(image_id);
      expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
      expect(Math.min(width, height)).toBeGreaterThanOrEqual(8);
      expect(x + width).toBeLessThanOrEqual(image.width);
      expect(y + height).toBeLessThanOrEqual(image.height);
    }
  });

  it('has scenes without objects, scenes with several of one class, and every class', () => {
    const perImage = coco.images.map(({ id }) => coco.annotations.filter(({ image_id }) => image_id === id));
    expect(perImage.some((boxes) => boxes.length === 0)).toBe(true);
    const repeats = perImage.filter(
      (boxes) => new Set(boxes.map(({ category_id }) => category_id)).size < boxes.length,
    );
    expect(repeats.length).toBeGreaterThan(20);
    expect(new Set(coco.annotations.map(({ category_id }) => category_id)).size).toBe(coco.categories.length);
  });
});
