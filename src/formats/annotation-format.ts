import type { DraftBox } from '../drafts/draft-box.js';
import type { ImageDescription } from '../drafts/image-description.js';
import type { Point } from '../drafts/map/polygon.js';
import type { Rectangle } from '../geometry/rectangle.js';

/** The image that boxes belong to. */
export type AnnotatedImage = ImageDescription;

/** One image and its boxes: what goes into an export. */
export interface ImageAnnotations {
  readonly image: AnnotatedImage;
  readonly boxes: readonly DraftBox[];
  /** The classes of the data set, in the order of their indices. Labels that are missing come after them. */
  readonly labels?: readonly string[];
}

export interface ExportOptions {
  /** `accepted` (default), or drafts that nobody has decided on as well. Rejected boxes are never written. */
  readonly include?: 'accepted' | 'accepted-and-drafts';
  /** Leaves out boxes with a lower score. Default 0. */
  readonly minScore?: number;
  /** Classes in the order of their indices; default: those of the annotations, then the other labels, sorted. */
  readonly labels?: readonly string[];
  /** Writes polygons where boxes have them and the format can. Default true; `yolo`: default false. */
  readonly polygons?: boolean;
  /** Writes scores where the format has no standard place for them (`coco`, `yolo`). Default false. */
  readonly scores?: boolean;
  /** Pascal VOC: 0-based edges (default), or 1-based inclusive integers as in the original development kit. */
  readonly voc?: 'edges' | 'devkit';
  readonly labelStudio?: LabelStudioOptions;
}

export interface LabelStudioOptions {
  /** Names of the control and the object tag in the project's labelling configuration. Default `label`, `image`. */
  readonly fromName?: string;
  readonly toName?: string;
  /** Name of a polygon control: regions with an outline then become polygons of it. Default: boxes only. */
  readonly polygonName?: string;
  /** Key of the image in the task's data. Default `image`. */
  readonly dataKey?: string;
  /** Default: model and method of the boxes. */
  readonly modelVersion?: string;
  /** Whether boxes arrive as pre-annotations (default) or as finished annotations. */
  readonly as?: 'predictions' | 'annotations';
}

/** A box ready to be written: inside the image where its size is known, not empty, with its class. */
export interface ExportBox extends Rectangle {
  readonly draft: DraftBox;
  readonly label: string;
  readonly classIndex: number;
  /** Clipped to the image; absent where the box has none or polygons are not wanted. */
  readonly polygon?: readonly Point[];
}

export interface ExportImage extends AnnotatedImage {
  /** What the page called the image, where two images of one name were kept apart. */
  readonly givenName?: string;
  readonly boxes: readonly ExportBox[];
}

export interface ExportDataset {
  readonly images: readonly ExportImage[];
  readonly labels: readonly string[];
}

export interface AnnotationFile {
  /** May contain folders, separated by `/`. */
  readonly fileName: string;
  readonly mimeType: string;
  readonly text: string;
}

/** One way to write annotations down. */
export interface AnnotationFormat {
  /** The name users write, as in the registry. */
  readonly name: string;
  readonly title: string;
  /** Of the main file, without a dot. */
  readonly extension: string;
  readonly mimeType: string;
  /** True: an export is several files, even for one image. */
  readonly multiple: boolean;
  /** True: boxes cannot be written without the size of their image. */
  readonly needsSize?: boolean;
  /** Where the format is defined. */
  readonly specification: string;
  write(dataset: ExportDataset, options: ExportOptions): AnnotationFile[];
}
