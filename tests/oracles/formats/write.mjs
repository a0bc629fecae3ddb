import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** `node write.mjs FORMATS.js DIR`: every format into a folder of its own, and what was meant into truth.json. */
const [code, out] = process.argv.slice(2);
const { FORMATS, exportAnnotations } = await import(pathToFileURL(code).href);

const NAMES = [
  'a.jpg',
  'a.png',
  'a.jpg',
  'x/a.jpg',
  'images/train/b c.jpg',
  'q,"\'&<>.jpg',
  '猫 🐈.jpg',
  '../up.jpg',
  'classes.jpg',
];
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
];
const provenance = { model: 'm', method: 'grad-cam', layer: 'l', threshold: 0.2, edited: false };
const base = { score: 0.5, status: 'accepted', provenance };

const images = NAMES.map((fileName, i) => ({
  image: { fileName, width: 640 + i, height: 480 },
  labels: LABELS,
  boxes: [
    { ...base, id: 'box', label: LABELS[i], x: 10.123 + i, y: 20.456, width: 100.789, height: 50.321 },
    { ...base, id: 'thin', label: 'dog', x: 639.7 + i, y: 3, width: 0.3, height: 40 },
    {
      ...base,
      id: 'outline',
      label: LABELS[i],
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

for (const format of Object.keys(FORMATS)) {
  for (const { fileName, text } of exportAnnotations(format, images, { polygons: true })) {
    const path = join(out, format, fileName);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}
writeFileSync(join(out, 'truth.json'), JSON.stringify({ images, labels: LABELS }));
