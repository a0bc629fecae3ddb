import { stat } from 'node:fs/promises';
import { join } from 'node:path';

const IMAGE_WIDTH = 448;
const IMAGE_HEIGHT = 320;

/** Scenes with their boxes as COCO JSON, one image and one annotation a line. */
export async function toCoco(records, labels, folder) {
  const images = [];
  const annotations = [];
  for (const { file, seed, surface, boxes } of records) {
    const { size } = await stat(join(folder, file));
    const id = images.length + 1;
    images.push({
      id,
      file_name: file,
      width: IMAGE_WIDTH,
      height: IMAGE_HEIGHT,
      bytes: size,
      seed,
      surface,
    });
    for (const { label, x, y, width, height, area, visible } of boxes) {
      annotations.push({
        id: annotations.length + 1,
        image_id: id,
        category_id: labels.indexOf(label) + 1,
        bbox: [x, y, width, height],
        area,
        visible: Math.round(visible * 100) / 100,
        iscrowd: 0,
      });
    }
  }
  const categories = labels.map((name, index) => ({ id: index + 1, name }));
  const lines = (rows) => rows.map((row) => `    ${JSON.stringify(row)}`).join(',\n');
  const part = ([name, rows]) => `  "${name}": [\n${lines(rows)}\n  ]`;
  return `{\n${Object.entries({ images, categories, annotations }).map(part).join(',\n')}\n}\n`;
}
