import { polygonArea } from '../drafts/map/polygon.js';
import type { AnnotationFormat, ExportBox, ExportOptions } from './annotation-format.js';
import { jsonText } from './json-text.js';
import { round, roundedBox } from './round.js';

const DECIMALS = 3;

/**
 * COCO object detection: bbox [x, y, width, height] from pixel edges, 0-based. `segmentation` is always
 * present, since some readers require it; ids start at 1. `score` is not part of a data set, only of results.
 */
export const coco: AnnotationFormat = {
  name: 'coco',
  title: 'COCO JSON',
  extension: 'json',
  mimeType: 'application/json',
  multiple: false,
  specification: 'https://cocodataset.org/#format-data',
  write({ images, labels }, options) {
    const boxes = images.flatMap((image, i) => image.boxes.map((box) => ({ box, imageId: i + 1 })));
    const dataset = {
      info: { description: 'Boxes drafted from class activation maps with saliency-overlay' },
      licenses: [],
      images: images.map(({ fileName, givenName, width, height, url }, i) => ({
        id: i + 1,
        file_name: fileName,
        width,
        height,
        ...(givenName ? { original_file_name: givenName } : {}),
        ...(url === undefined ? {} : { coco_url: url }),
      })),
      categories: labels.map((name, i) => ({ id: i + 1, name, supercategory: '' })),
      annotations: boxes.map(({ box, imageId }, i) => annotation(box, imageId, i + 1, options)),
    };
    return [
      {
        fileName: 'annotations.json',
        mimeType: this.mimeType,
        text: jsonText(dataset),
      },
    ];
  },
};

function annotation(box: ExportBox, imageId: number, id: number, { scores = false }: ExportOptions) {
  const bbox = roundedBox(box, DECIMALS);
  const { polygon } = box;
  return {
    id,
    image_id: imageId,
    category_id: box.classIndex + 1,
    bbox,
    area: round(polygon ? polygonArea(polygon) : bbox[2] * bbox[3], DECIMALS),
    iscrowd: 0,
    segmentation: polygon ? [polygon.flat().map((value) => round(value, DECIMALS))] : [],
    ...(scores ? { score: round(box.draft.score, 6) } : {}),
  };
}
