import type { Point } from '../drafts/map/polygon.js';
import type {
  AnnotationFormat,
  ExportBox,
  ExportImage,
  ExportOptions,
  LabelStudioOptions,
} from './annotation-format.js';
import { jsonText } from './json-text.js';
import { round, roundedBox } from './round.js';
import { shortId } from './stable-id.js';

const DECIMALS = 4;

/**
 * Label Studio tasks with predictions: coordinates in percent of the displayed image. All boxes of an image go
 * into one prediction, because the labelling view shows only one; `fromName` and `toName` must be those of the
 * project's configuration, or nothing is shown.
 */
export const labelStudio: AnnotationFormat = {
  name: 'label-studio',
  title: 'Label Studio JSON',
  extension: 'json',
  mimeType: 'application/json',
  multiple: false,
  needsSize: true,
  specification: 'https://labelstud.io/guide/predictions',
  write({ images }, options) {
    const tasks = images.map((image) => task(image, options));
    return [{ fileName: 'label-studio.json', mimeType: this.mimeType, text: jsonText(tasks) }];
  },
};

function task(image: ExportImage, options: ExportOptions) {
  const {
    dataKey = 'image',
    as = 'predictions',
    modelVersion,
  }: LabelStudioOptions = options.labelStudio ?? {};
  const data = { [dataKey]: image.url ?? image.fileName };
  const result = image.boxes.map((box, i) => region(box, i, image, options.labelStudio ?? {}));
  if (as === 'annotations') return { data, annotations: [{ result }] };
  if (image.boxes.length === 0) return { data, predictions: [] };
  const total = image.boxes.reduce((sum, { draft }) => sum + draft.score, 0);
  const score = round(total / image.boxes.length, DECIMALS);
  return { data, predictions: [{ model_version: modelVersion ?? versionOf(image.boxes), score, result }] };
}

function region(box: ExportBox, index: number, image: ExportImage, options: LabelStudioOptions) {
  const { fromName = 'label', toName = 'image', polygonName } = options;
  const outline = polygonName === undefined ? undefined : box.polygon;
  return {
    id: shortId(`${image.fileName}/${index}/${box.draft.id}`),
    type: outline ? 'polygonlabels' : 'rectanglelabels',
    from_name: outline ? polygonName : fromName,
    to_name: toName,
    original_width: image.width,
    original_height: image.height,
    image_rotation: 0,
    value: outline ? polygonValue(outline, box.label, image) : rectangleValue(box, image),
    score: round(box.draft.score, DECIMALS),
  };
}

function rectangleValue(box: ExportBox, image: ExportImage) {
  const [across, down] = [100 / image.width, 100 / image.height];
  const [x, y, width, height] = roundedBox(
    { x: box.x * across, y: box.y * down, width: box.width * across, height: box.height * down },
    DECIMALS,
  );
  return { x, y, width, height, rotation: 0, rectanglelabels: [box.label] };
}

function polygonValue(polygon: readonly Point[], label: string, image: ExportImage) {
  const points = polygon.map(([x, y]) => [
    round((x * 100) / image.width, DECIMALS),
    round((y * 100) / image.height, DECIMALS),
  ]);
  return { points, closed: true, polygonlabels: [label] };
}

function versionOf(boxes: readonly ExportBox[]): string {
  const versions = boxes.map(({ draft: { provenance } }) =>
    [provenance.model, provenance.method].filter(Boolean).join('-'),
  );
  return [...new Set(versions)].join(' ');
}
