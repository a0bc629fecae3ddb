import type { Point } from '../drafts/map/polygon.js';
import type { AnnotationFormat, ExportBox, ExportImage } from './annotation-format.js';
import { jsonText } from './json-text.js';
import { round, roundedBox } from './round.js';

const DECIMALS = 2;

/**
 * VGG Image Annotator 2, the annotations JSON. Images are keyed by name and size in bytes together, so pass
 * `bytes` for local files; -1, the value for images at an address, is written where it is unknown.
 */
export const via: AnnotationFormat = {
  name: 'via',
  title: 'VGG Image Annotator JSON',
  extension: 'json',
  mimeType: 'application/json',
  multiple: false,
  specification: 'https://www.robots.ox.ac.uk/~vgg/software/via/',
  write({ images }) {
    const annotations = new Map<string, ReturnType<typeof entry>[1]>();
    for (const [key, image] of images.map(entry)) {
      // VIA knows an image by this key, so boxes of one address belong together.
      const regions = [...(annotations.get(key)?.regions ?? []), ...image.regions];
      annotations.set(key, { ...image, regions });
    }
    return [
      { fileName: 'via.json', mimeType: this.mimeType, text: jsonText(Object.fromEntries(annotations)) },
    ];
  },
};

function entry({ fileName, bytes, url, boxes }: ExportImage) {
  const filename = bytes === undefined ? (url ?? fileName) : fileName;
  const size = bytes ?? -1;
  const image = { filename, size, regions: boxes.map(region), file_attributes: {} };
  return [`${filename}${size}`, image] as const;
}

function region(box: ExportBox) {
  return {
    shape_attributes: box.polygon ? polygonShape(box.polygon) : rectangleShape(box),
    region_attributes: { class: box.label, score: box.draft.score.toFixed(4) },
  };
}

function rectangleShape(box: ExportBox) {
  const [x, y, width, height] = roundedBox(box, DECIMALS);
  return { name: 'rect', x, y, width, height };
}

function polygonShape(polygon: readonly Point[]) {
  return {
    name: 'polygon',
    all_points_x: polygon.map(([x]) => round(x, DECIMALS)),
    all_points_y: polygon.map(([, y]) => round(y, DECIMALS)),
  };
}
