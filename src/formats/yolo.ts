import type { AnnotationFormat, ExportBox, ExportImage, ExportOptions } from './annotation-format.js';
import { fileNamesFor, renamedFile, safePath, stem } from './file-names.js';

const TEXT = 'text/plain';

/**
 * YOLO: per image a text file with lines `class cx cy w h`, normalised by the image's size; an image without
 * boxes has an empty file. `scores` adds a sixth column, which training loaders reject; `polygons` writes
 * `class x1 y1 x2 y2 ...` where a box has one; the other boxes of that image then are their four corners, since
 * Ultralytics drops an image that mixes both. Labels lie where Ultralytics looks: the last `/images/` of the image's path
 * is `/labels/`. labelImg wants `classes.txt` in the folder of the labels.
 */
export const yolo: AnnotationFormat = {
  name: 'yolo',
  title: 'YOLO',
  extension: 'txt',
  mimeType: TEXT,
  multiple: true,
  needsSize: true,
  specification: 'https://docs.ultralytics.com/datasets/detect/',
  write({ images, labels }, options) {
    const paths = images.map(({ fileName }) => ({ fileName: labelPath(imagePath(safePath(fileName))) }));
    const folders = new Set(['labels/', ...paths.map(({ fileName }) => folderOf(fileName))]);
    const lists = [...folders].map((folder) => `${folder}classes.txt`);
    const names = fileNamesFor(paths, 'txt', lists);
    const classes = labels.map((label) => `${label.replace(/\s+/g, ' ')}\n`).join('');
    return [
      ...images.map((image, i) => ({
        fileName: names[i],
        mimeType: TEXT,
        text: image.boxes.map((box) => `${line(box, image, options)}\n`).join(''),
      })),
      ...['classes.txt', ...lists].map((fileName) => ({ fileName, mimeType: TEXT, text: classes })),
      { fileName: 'data.yaml', mimeType: 'application/yaml', text: dataYaml(labels, imageFolders(images)) },
      ...renamedFile(images, names, (fileName) => `${stem(labelPath(imagePath(fileName)))}.txt`),
    ];
  },
};

function line(
  box: ExportBox,
  image: ExportImage,
  { polygons = false, scores = false }: ExportOptions,
): string {
  const { x, y, width, height, polygon, classIndex, draft } = box;
  const outlines = polygons && image.boxes.some((other) => other.polygon);
  const points = outlines
    ? (polygon ?? corners(box))
    : [
        [x + width / 2, y + height / 2],
        [width, height],
      ];
  const numbers = points.flatMap(([across, down]) => [across / image.width, down / image.height]);
  if (scores) numbers.push(draft.score);
  return [classIndex, ...numbers.map((value) => value.toFixed(6))].join(' ');
}

function corners({ x, y, width, height }: ExportBox): number[][] {
  const [right, bottom] = [x + width, y + height];
  return [
    [x, y],
    [right, y],
    [right, bottom],
    [x, bottom],
  ];
}

/** Where the image lies in the data set: in `images`, unless its name says so already. */
function imagePath(fileName: string): string {
  return /(^|\/)images\//.test(fileName) ? fileName : `images/${fileName}`;
}

/** As `img2label_paths` of Ultralytics has it. */
function labelPath(path: string): string {
  return path.replace(/^(.*\/)?images\//, '$1labels/');
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

function imageFolders(images: readonly ExportImage[]): string[] {
  const folders = images.map(({ fileName }) =>
    imagePath(safePath(fileName)).replace(/^((?:.*\/)?images)\/.*$/, '$1'),
  );
  return folders.length === 0 ? ['images'] : [...new Set(folders)];
}

// JSON strings are YAML strings, so names with colons or quotes stay intact.
function dataYaml(labels: readonly string[], folders: readonly string[]): string {
  const names = labels.map((label, i) => `  ${i}: ${yamlString(label)}\n`).join('');
  const where =
    folders.length === 1 && folders[0] === 'images' ? 'images' : `[${folders.map(yamlString).join(', ')}]`;
  return `path: .\ntrain: ${where}\nval: ${where}\nnames:${names === '' ? ' {}' : ''}\n${names}`;
}

/** What YAML calls not printable has to be escaped there, and not in JSON. */
function yamlString(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
