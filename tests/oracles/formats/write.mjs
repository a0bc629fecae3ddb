import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** `node write.mjs FORMATS.js DIR`: every export into a folder of its own, and what was meant into truth.json. */
const [code, out] = process.argv.slice(2);
const { exportAnnotations } = await import(pathToFileURL(code).href);

const NAMES = [
  'a.jpg',
  'a.png',
  'a.jpg',
  'x/a.jpg',
  'images/train/b c.jpg',
  'q,"\'&<>.jpg',
  '猫 🐈.jpg',
  '../up.jpg',
  'up.jpg',
  'classes.jpg',
  'CON.jpg',
  'nul .png',
  'lpt1',
  'a.',
  'a..jpg',
  'dots. /a.b.jpg',
  'Ünï/A.JPG',
];
/** One name twice, as in the list of ImageNet. */
const LABELS = [
  'dog',
  'a,b',
  '"q" \'s\'',
  '<b>&amp;',
  '🐈',
  'tab\tstop',
  'line\nbreak\r',
  'שלום',
  ' padded ',
  'no: 1',
  '1 2 3 4 5',
  'dog',
  '#7',
];
const BIG = { fileName: 'big.jpg', width: 6000, height: 4000 };
const provenance = { model: 'm', method: 'grad-cam', layer: 'l', threshold: 0.2, edited: false };
const base = { score: 0.5, status: 'accepted', provenance };

const described = [...NAMES.map((fileName, i) => ({ fileName, width: 640 + i, height: 480 })), BIG];
const images = described.map((image, i) => ({
  image,
  labels: LABELS,
  boxes: [
    {
      ...base,
      id: 'box',
      label: LABELS[i % LABELS.length],
      x: image.width / 3.3,
      y: 20.456,
      width: 100.789,
      height: 50.321,
    },
    { ...base, id: 'thin', label: 'dog', x: image.width - 0.3, y: 3, width: 0.3, height: 40 },
    {
      ...base,
      id: 'outline',
      label: LABELS[i % LABELS.length],
      x: 5,
      y: 6,
      width: 20,
      height: 30,
      polygon: [
        [5, 6],
        [25, 6],
        [15.5, 36],
      ],
    },
  ],
}));

const labelStudio = { polygonName: 'outline' };
const EXPORTS = {
  coco: ['coco'],
  voc: ['voc'],
  'voc-devkit': ['voc', { voc: 'devkit' }],
  cvat: ['cvat'],
  labelme: ['labelme'],
  yolo: ['yolo'],
  'yolo-scores': ['yolo', { scores: true }],
  'yolo-outlines': ['yolo', { polygons: true }],
  'yolo-outlines-scores': ['yolo', { polygons: true, scores: true }],
  'label-studio-predictions': ['label-studio', { labelStudio }],
  'label-studio-annotations': ['label-studio', { labelStudio: { ...labelStudio, as: 'annotations' } }],
};

for (const [folder, [format, options]] of Object.entries(EXPORTS)) {
  for (const { fileName, text } of exportAnnotations(format, images, options)) {
    const path = join(out, folder, fileName);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}
writeFileSync(join(out, 'truth.json'), JSON.stringify({ images, labels: LABELS }));
