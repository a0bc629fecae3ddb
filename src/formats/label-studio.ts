import type {
  AnnotationFormat,
  ExportBox,
  ExportImage,
  ExportOptions,
  LabelStudioOptions,
} from './annotation-format.js';
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
  specification: 'https://labelstud.io/guide/predictions',
  write({ images }, options) {
    const tasks = images.map((image) => task(image, options));
    return [
      { fileName: 'label-studio.json', mimeType: this.mimeType, text: `${JSON.stringify(tasks, null, 2)}\n` },
    ];
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
  const { fromName = 'label', toName = 'image' } = options;
  const percent = { x: 100 / image.width, y: 100 / image.height };
  const [x, y, width, height] = roundedBox(
    {
      x: box.x * percent.x,
      y: box.y * percent.y,
      width: box.width * percent.x,
      height: box.height * percent.y,
    },
    DECIMALS,
  );
  return {
    id: shortId(`${image.fileName}/${index}/${box.draft.id}`),
    type: 'rectanglelabels',
    from_name: fromName,
    to_name: toName,
    original_width: image.width,
    original_height: image.height,
    image_rotation: 0,
    value: { x, y, width, height, rotation: 0, rectanglelabels: [box.label] },
    score: round(box.draft.score, DECIMALS),
  };
}

function versionOf(boxes: readonly ExportBox[]): string {
  const versions = boxes.map(({ draft: { provenance } }) =>
    [provenance.model, provenance.method].filter(Boolean).join('-'),
  );
  return [...new Set(versions)].join(' ');
}
