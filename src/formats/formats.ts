import type { AnnotationFormat } from './annotation-format.js';
import { coco } from './coco.js';
import { cvat } from './cvat.js';
import { labelStudio } from './label-studio.js';
import { labelme } from './labelme.js';
import { via } from './via.js';
import { voc } from './voc.js';
import { w3c } from './w3c.js';
import { yolo } from './yolo.js';

/** Every format, by the name users write. A new one is a file beside this one and a line here. */
export const FORMATS = {
  coco,
  yolo,
  'label-studio': labelStudio,
  voc,
  cvat,
  via,
  labelme,
  w3c,
} as const satisfies Readonly<Record<string, AnnotationFormat>>;

export type FormatName = keyof typeof FORMATS;

export function isFormatName(name: string): name is FormatName {
  return Object.hasOwn(FORMATS, name);
}
