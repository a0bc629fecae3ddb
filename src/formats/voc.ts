import type { AnnotationFormat, ExportBox, ExportImage, ExportOptions } from './annotation-format.js';
import { fileNamesFor } from './file-names.js';
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
    return images.map((image, i) => ({
      fileName: names[i],
      mimeType: this.mimeType,
      text: annotation(image, options),
    }));
  },
};

function annotation(image: ExportImage, options: ExportOptions): string {
  const parts = image.fileName.split('/');
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
  const { left, top, right, bottom } = convention === 'devkit' ? devkitEdges(box) : roundedEdges(box, 0);
  const touches =
    box.x <= 0 || box.y <= 0 || box.x + box.width >= image.width || box.y + box.height >= image.height;
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

/** The first and the last pixel that the box touches, counted from 1. */
function devkitEdges({ x, y, width, height }: ExportBox): Edges {
  return {
    left: Math.floor(x) + 1,
    top: Math.floor(y) + 1,
    right: Math.ceil(x + width),
    bottom: Math.ceil(y + height),
  };
}
