import { SaliencyError } from '../errors.js';
import { clipPolygon } from '../drafts/map/polygon.js';
import type { DraftBox } from '../drafts/draft-box.js';
import { clipRectangle } from '../geometry/rectangle.js';
import type {
  AnnotatedImage,
  ExportBox,
  ExportDataset,
  ExportOptions,
  ImageAnnotations,
} from './annotation-format.js';
import { keepApart } from './keep-apart.js';

/** Chooses, clips and numbers the boxes of an export, once for every format. */
export function exportDataset(
  annotations: readonly ImageAnnotations[],
  options: ExportOptions = {},
): ExportDataset {
  const chosen = annotations.map(({ image, boxes }) => ({ image, boxes: chooseBoxes(boxes, options) }));
  const labels = classList(annotations, chosen, options);
  const indices = new Map(labels.map((label, index) => [label, index] as const).reverse());
  const names = keepApart(chosen.map(({ image }) => image.fileName || 'image'));
  const images = chosen.map(({ image, boxes }, i) => ({
    ...image,
    fileName: names[i],
    ...(names[i] === image.fileName ? {} : { givenName: image.fileName }),
    boxes: boxes
      .map((draft) => exportBox(draft, image, indices.get(draft.label)!, options))
      .filter(({ width, height }) => width > 0 && height > 0),
  }));
  return { images, labels };
}

function chooseBoxes(
  boxes: readonly DraftBox[],
  { include = 'accepted', minScore = 0 }: ExportOptions,
): DraftBox[] {
  return boxes.filter(({ status, score }) => {
    if (score < minScore) return false;
    return status === 'accepted' || (status === 'draft' && include === 'accepted-and-drafts');
  });
}

function classList(
  annotations: readonly ImageAnnotations[],
  chosen: readonly { readonly boxes: readonly DraftBox[] }[],
  options: ExportOptions,
): readonly string[] {
  // Two classes of one name keep their places: the numbers of all behind them depend on it
  const declared = options.labels ?? annotations.map(({ labels = [] }) => labels).reduce(withOthers, []);
  const used = chosen.flatMap(({ boxes }) => boxes.map(({ label }) => label));
  return withOthers(declared, [...new Set(used)].sort());
}

/** The labels, and then those of `more` that are not among them. */
function withOthers(labels: readonly string[], more: readonly string[]): readonly string[] {
  if (labels.length === 0) return more;
  const known = new Set(labels);
  return [...labels, ...new Set(more.filter((label) => !known.has(label)))];
}

function exportBox(
  draft: DraftBox,
  image: AnnotatedImage,
  classIndex: number,
  options: ExportOptions,
): ExportBox {
  const clip = hasSize(image);
  const outline = options.polygons === false ? undefined : draft.polygon;
  const polygon = outline && clip ? clipPolygon(outline, image) : outline;
  return {
    ...(clip
      ? clipRectangle(draft, image)
      : { x: draft.x, y: draft.y, width: draft.width, height: draft.height }),
    draft,
    label: draft.label,
    classIndex,
    polygon: polygon && polygon.length >= 3 ? polygon : undefined,
  };
}

function hasSize({ width, height }: AnnotatedImage): boolean {
  return width > 0 && height > 0;
}

/** @throws SaliencyError `bad-option` for boxes of an image whose size was never known */
export function requireSizes({ images }: ExportDataset, title: string): void {
  const unknown = images.find((image) => image.boxes.length > 0 && !hasSize(image));
  if (unknown === undefined) return;
  const name = unknown.givenName ?? unknown.fileName;
  throw new SaliencyError(
    'bad-option',
    `${title} writes boxes as parts of the image, and the size of "${name}" is not known. Show the image once, or give its width and height.`,
    { details: { fileName: name } },
  );
}
