/** `saliency-overlay/formats`: drafts and accepted boxes to the formats of labelling tools. */
export { FORMATS, isFormatName } from './formats/formats.js';
export type { FormatName } from './formats/formats.js';
export { annotationFormat, exportAnnotations } from './formats/export-annotations.js';
export type {
  AnnotationFile,
  AnnotationFormat,
  ExportOptions,
  ImageAnnotations,
} from './formats/annotation-format.js';
export type { DraftBox } from './drafts/draft-box.js';
