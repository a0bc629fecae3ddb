import { SaliencyError } from '../errors.js';
import type {
  AnnotationFile,
  AnnotationFormat,
  ExportOptions,
  ImageAnnotations,
} from './annotation-format.js';
import { exportDataset, requireSizes } from './export-dataset.js';
import { FORMATS, isFormatName } from './formats.js';

/**
 * Writes annotations in one of the formats. Boxes are clipped to their image; what lies outside is left out.
 *
 * @returns one file, or several for formats that are `multiple`
 * @throws SaliencyError `bad-option` for an unknown format, or for boxes of an image of unknown size in
 *   a format that needs the size
 */
export function exportAnnotations(
  format: string,
  annotations: readonly ImageAnnotations[],
  options: ExportOptions = {},
): AnnotationFile[] {
  const writer = annotationFormat(format);
  const dataset = exportDataset(annotations, options);
  if (writer.needsSize) requireSizes(dataset, writer.title);
  return writer.write(dataset, options);
}

/** @throws SaliencyError `bad-option` with the names there are. */
export function annotationFormat(name: string): AnnotationFormat {
  if (isFormatName(name)) return FORMATS[name];
  throw new SaliencyError(
    'bad-option',
    `There is no format "${name}"; choose one of ${Object.keys(FORMATS).join(', ')}.`,
  );
}
