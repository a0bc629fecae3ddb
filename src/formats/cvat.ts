import type { Point } from '../drafts/map/polygon.js';
import type { AnnotationFormat, ExportBox, ExportImage } from './annotation-format.js';
import { namesInside } from './file-names.js';
import { roundedEdges } from './round.js';
import { escapeXml } from './xml.js';

/**
 * CVAT for images 1.1: pixel edges, two decimals. CVAT matches images by name and replaces `source` with `file`.
 * The score is an attribute, which CVAT keeps where the label of the task declares one of that name. CVAT ignores
 * `meta`, other readers take the labels from it.
 */
export const cvat: AnnotationFormat = {
  name: 'cvat',
  title: 'CVAT XML 1.1',
  extension: 'xml',
  mimeType: 'application/xml',
  multiple: false,
  specification: 'https://docs.cvat.ai/docs/manual/advanced/xml_format/',
  write({ images, labels }) {
    const names = namesInside(images);
    const lines = [
      '<?xml version="1.0" encoding="utf-8"?>',
      '<annotations>',
      '  <version>1.1</version>',
      ...metaLines(images.length, labels),
      ...images.flatMap((image, i) => imageLines(image, i, names[i])),
      '</annotations>',
      '',
    ];
    return [{ fileName: 'annotations.xml', mimeType: this.mimeType, text: lines.join('\n') }];
  },
};

function metaLines(size: number, labels: readonly string[]): string[] {
  return [
    '  <meta>',
    '    <task>',
    `      <size>${size}</size>`,
    '      <mode>annotation</mode>',
    '      <labels>',
    ...[...new Set(labels)].flatMap((label) => [
      '        <label>',
      `          <name>${escapeXml(label)}</name>`,
      '          <attributes>',
      '            <attribute>',
      '              <name>score</name>',
      '              <mutable>False</mutable>',
      '              <input_type>text</input_type>',
      '              <default_value></default_value>',
      '              <values></values>',
      '            </attribute>',
      '          </attributes>',
      '        </label>',
    ]),
    '      </labels>',
    '    </task>',
    '  </meta>',
  ];
}

function imageLines(image: ExportImage, id: number, name: string): string[] {
  return [
    `  <image id="${id}" name="${escapeXml(name)}" width="${image.width}" height="${image.height}">`,
    ...image.boxes.flatMap(shapeLines),
    '  </image>',
  ];
}

function shapeLines(box: ExportBox): string[] {
  const source =
    box.draft.provenance.method === 'manual' ? 'manual' : box.draft.provenance.edited ? 'semi-auto' : 'auto';
  const common = `label="${escapeXml(box.label)}" source="${source}" occluded="0"`;
  const [tag, place] = box.polygon ? ['polygon', pointsOf(box.polygon)] : ['box', cornersOf(box)];
  return [
    `    <${tag} ${common} ${place} z_order="0">`,
    `      <attribute name="score">${box.draft.score.toFixed(4)}</attribute>`,
    `    </${tag}>`,
  ];
}

function cornersOf(box: ExportBox): string {
  const { left, top, right, bottom } = roundedEdges(box, 2);
  return `xtl="${left.toFixed(2)}" ytl="${top.toFixed(2)}" xbr="${right.toFixed(2)}" ybr="${bottom.toFixed(2)}"`;
}

function pointsOf(polygon: readonly Point[]): string {
  return `points="${polygon.map(([x, y]) => `${x.toFixed(2)},${y.toFixed(2)}`).join(';')}"`;
}
