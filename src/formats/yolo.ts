import type { AnnotationFormat, ExportBox, ExportImage, ExportOptions } from './annotation-format.js';
import { fileNamesFor } from './file-names.js';

const TEXT = 'text/plain';

/**
 * YOLO: per image a text file with lines `class cx cy w h`, normalised by the image's size; an image without
 * boxes has an empty file. `scores` adds a sixth column, which training loaders reject; `polygons` writes
 * `class x1 y1 x2 y2 ...` where a box has one.
 */
export const yolo: AnnotationFormat = {
  name: 'yolo',
  title: 'YOLO',
  extension: 'txt',
  mimeType: TEXT,
  multiple: true,
  specification: 'https://docs.ultralytics.com/datasets/detect/',
  write({ images, labels }, options) {
    const names = fileNamesFor(images, 'txt');
    return [
      ...images.map((image, i) => ({
        fileName: `labels/${names[i]}`,
        mimeType: TEXT,
        text: image.boxes.map((box) => `${line(box, image, options)}\n`).join(''),
      })),
      {
        fileName: 'classes.txt',
        mimeType: TEXT,
        text: labels.map((label) => `${label.replace(/\s+/g, ' ')}\n`).join(''),
      },
      { fileName: 'data.yaml', mimeType: 'application/yaml', text: dataYaml(labels) },
    ];
  },
};

function line(
  box: ExportBox,
  image: ExportImage,
  { polygons = false, scores = false }: ExportOptions,
): string {
  const { x, y, width, height, polygon, classIndex, draft } = box;
  const points =
    polygons && polygon ? polygon : [[x + width / 2, y + height / 2] as const, [width, height] as const];
  const numbers = points.flatMap(([across, down]) => [across / image.width, down / image.height]);
  if (scores) numbers.push(draft.score);
  return [classIndex, ...numbers.map((value) => value.toFixed(6))].join(' ');
}

// JSON strings are YAML strings, so names with colons or quotes stay intact.
function dataYaml(labels: readonly string[]): string {
  const names = labels.map((label, i) => `  ${i}: ${JSON.stringify(label)}\n`).join('');
  return `path: .\ntrain: images\nval: images\nnames:${names === '' ? ' {}' : ''}\n${names}`;
}
