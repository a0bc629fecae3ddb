import type { Point } from '../drafts/map/polygon.js';
import type { AnnotationFormat, ExportBox, ExportImage } from './annotation-format.js';
import { jsonText } from './json-text.js';
import { round, roundedBox } from './round.js';
import { stableUuid } from './stable-id.js';

const DECIMALS = 3;

/**
 * W3C Web Annotations, one per box, in a JSON array as annotation viewers load it. Boxes are media fragments
 * `xywh=pixel:`; the recommendation has integers there, but viewers write and read decimals. Polygons are SVG.
 */
export const w3c: AnnotationFormat = {
  name: 'w3c',
  title: 'W3C Web Annotation',
  extension: 'json',
  mimeType: 'application/ld+json',
  multiple: false,
  specification: 'https://www.w3.org/TR/annotation-model/',
  write({ images }) {
    const annotations = images.flatMap((image) => image.boxes.map((box, i) => annotation(box, i, image)));
    return [
      {
        fileName: 'annotations.json',
        mimeType: this.mimeType,
        text: jsonText(annotations),
      },
    ];
  },
};

function annotation(box: ExportBox, index: number, image: ExportImage) {
  const { provenance, score, id } = box.draft;
  const source = image.url ?? image.fileName;
  return {
    '@context': 'http://www.w3.org/ns/anno.jsonld',
    id: `urn:uuid:${stableUuid(`${source}/${index}/${id}`)}`,
    type: 'Annotation',
    motivation: 'tagging',
    ...(provenance.model === ''
      ? {}
      : { generator: { type: 'Software', name: `${provenance.model} ${provenance.method}` } }),
    body: [
      { type: 'TextualBody', purpose: 'tagging', value: box.label },
      { type: 'TextualBody', purpose: 'assessing', value: String(round(score, 4)) },
    ],
    target: { source, selector: box.polygon ? svgSelector(box.polygon) : fragmentSelector(box) },
  };
}

function fragmentSelector(box: ExportBox) {
  return {
    type: 'FragmentSelector',
    conformsTo: 'http://www.w3.org/TR/media-frags/',
    value: `xywh=pixel:${roundedBox(box, DECIMALS).join(',')}`,
  };
}

function svgSelector(polygon: readonly Point[]) {
  const points = polygon.map(([x, y]) => `${round(x, DECIMALS)},${round(y, DECIMALS)}`).join(' ');
  return { type: 'SvgSelector', value: `<svg><polygon points="${points}"/></svg>` };
}
