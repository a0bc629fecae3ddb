import type { AnnotationFormat, ExportBox, ExportImage } from './annotation-format.js';
import { fileNamesFor, renamedFile, stem } from './file-names.js';
import { jsonText } from './json-text.js';
import { round, roundedEdges } from './round.js';

const DECIMALS = 3;

/** labelme: one JSON file per image, to be put beside it. Keys that labelme does not know, `score`, survive in it. */
export const labelme: AnnotationFormat = {
  name: 'labelme',
  title: 'labelme JSON',
  extension: 'json',
  mimeType: 'application/json',
  multiple: true,
  specification: 'https://github.com/wkentaro/labelme',
  write({ images }) {
    const names = fileNamesFor(images, 'json', ['renamed.json']);
    return [
      ...images.map((image, i) => ({
        fileName: names[i],
        mimeType: this.mimeType,
        text: jsonText(annotation(image)),
      })),
      ...renamedFile(images, names, (fileName) => `${stem(fileName)}.json`),
    ];
  },
};

function annotation(image: ExportImage) {
  return {
    version: '5.5.0',
    flags: {},
    shapes: image.boxes.map(shape),
    imagePath: image.fileName.split(/[\\/]/).pop(),
    imageData: null,
    // labelme compares these with the image, unless they are null.
    imageHeight: image.height || null,
    imageWidth: image.width || null,
  };
}

function shape(box: ExportBox) {
  return {
    label: box.label,
    points: box.polygon?.map(([x, y]) => [round(x, DECIMALS), round(y, DECIMALS)]) ?? corners(box),
    group_id: null,
    description: '',
    shape_type: box.polygon ? 'polygon' : 'rectangle',
    flags: {},
    mask: null,
    score: round(box.draft.score, 4),
  };
}

function corners(box: ExportBox): number[][] {
  const { left, top, right, bottom } = roundedEdges(box, DECIMALS);
  return [
    [left, top],
    [right, bottom],
  ];
}
