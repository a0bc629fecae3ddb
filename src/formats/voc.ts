import type { AnnotationFormat, ExportBox, ExportImage, ExportOptions } from './annotation-format.js';
import { fileNamesFor, renamedFile, stem } from './file-names.js';
import { roundedEdges, type Edges } from './round.js';
import { escapeXml } from './xml.js';

/**
 * Pascal VOC: one XML file per image. By default 0-based pixel edges rounded to integers, as most tools write
 * and read today; with `voc: 'devkit'` the original 1-based inclusive integers.
 */
export const voc: AnnotationFormat = {
  name: 'voc',
  title: 'Pascal VOC XML',
  extension: 'xml',
  mimeType: 'application/xml',
  multiple: true,
  specification: 'http://host.robots.ox.ac.uk/pascal/VOC/voc2012/devkit_doc.pdf',
  write({ images }, options) {
    const names = fileNamesFor(images, 'xml');
    return [
      ...images.map((image, i) => ({
        fileName: names[i],
        mimeType: this.mimeType,
        text: annotation(image, options),
      })),
      ...renamedFile(images, names, (fileName) => `${stem(fileName)}.xml`),
    ];
  },
};

function annotation(image: ExportImage, options: ExportOptions): string {
  const parts = image.fileName.split(/[\\/]/);
  const name = parts.pop() ?? '';
  return [
    '<annotation>',
    `  <folder>${escapeXml(parts.join('/'))}</folder>`,
    `  <filename>${escapeXml(name)}</filename>`,
    '  <source>',
    '    <database>Unknown</database>',
    '  </source>',
    '  <size>',
    `    <width>${image.width}</width>`,
    `    <height>${image.height}</height>`,
    '    <depth>3</depth>',
    '  </size>',
    '  <segmented>0</segmented>',
    ...image.boxes.flatMap((box) => object(box, image, options)),
    '</annotation>',
    '',
  ].join('\n');
}

function object(box: ExportBox, image: ExportImage, { voc: convention = 'edges' }: ExportOptions): string[] {
  const { left, top, right, bottom } = convention === 'devkit' ? devkitEdges(box) : wholeEdges(box);
  const touches =
    box.x <= 0 ||
    box.y <= 0 ||
    (image.width > 0 && box.x + box.width >= image.width) ||
    (image.height > 0 && box.y + box.height >= image.height);
  return [
    '  <object>',
    `    <name>${escapeXml(box.label)}</name>`,
    '    <pose>Unspecified</pose>',
    `    <truncated>${touches ? 1 : 0}</truncated>`,
    '    <difficult>0</difficult>',
    '    <bndbox>',
    `      <xmin>${left}</xmin>`,
    `      <ymin>${top}</ymin>`,
    `      <xmax>${right}</xmax>`,
    `      <ymax>${bottom}</ymax>`,
    '    </bndbox>',
    '  </object>',
  ];
}

/** Rounded edges; a box that rounding would empty keeps the pixel in which it begins. */
function wholeEdges(box: ExportBox): Edges {
  const { left, top, right, bottom } = roundedEdges(box, 0);
  return {
    ...(right > left ? { left, right } : { left: Math.floor(box.x), right: Math.floor(box.x) + 1 }),
    ...(bottom > top ? { top, bottom } : { top: Math.floor(box.y), bottom: Math.floor(box.y) + 1 }),
  };
}

/** The first and the last pixel that the box touches, counted from 1. */
function devkitEdges({ x, y, width, height }: ExportBox): Edges {
  return {
    left: Math.floor(x) + 1,
    top: Math.floor(y) + 1,
    right: Math.max(Math.floor(x) + 1, Math.ceil(x + width)),
    bottom: Math.max(Math.floor(y) + 1, Math.ceil(y + height)),
  };
}
