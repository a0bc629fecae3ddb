import type { HeaderSource, ImageHeader } from './headers/header-source.js';
import { avifHeader } from './headers/avif-header.js';
import { gifHeader } from './headers/gif-header.js';
import { jpegHeader } from './headers/jpeg-header.js';
import { pngHeader } from './headers/png-header.js';
import { webpHeader } from './headers/webp-header.js';

export interface ImageFormat {
  /** For messages. */
  readonly name: string;
  /** Whether a file with these first bytes (as Latin-1) is of this format. */
  readonly start: RegExp;
  /** Absent: browsers do not decode it; `advice` says what to do. */
  readonly header?: (source: HeaderSource) => Promise<ImageHeader | undefined>;
  readonly advice?: string;
}

/** First bytes that decide on the format. */
export const START_BYTES = 512;

const CONVERT = 'Save it as JPEG or PNG';

export const IMAGE_FORMATS: readonly ImageFormat[] = [
  { name: 'JPEG', start: /^\xff\xd8\xff/, header: jpegHeader },
  { name: 'PNG', start: /^\x89PNG\r\n\x1a\n/, header: pngHeader },
  { name: 'GIF', start: /^GIF8[79]a/, header: gifHeader },
  { name: 'WebP', start: /^RIFF[\s\S]{4}WEBP/, header: webpHeader },
  { name: 'AVIF', start: /^[\s\S]{4}ftypavi[fs]/, header: avifHeader },
  { name: 'BMP', start: /^BM[\s\S]{12}[\x0c-\x7c]\0\0\0/ },
  {
    name: 'SVG',
    start: /^(\xef\xbb\xbf)?\s*(<\?xml[^>]*>\s*)?(<!--[\s\S]*?-->\s*|<!DOCTYPE svg[^>]*>\s*)*<svg[\s>]/i,
  },
  {
    name: 'HEIC',
    start: /^[\s\S]{4}ftyp(hei[cfmsx]|hev[cmsx]|mif1|msf1)/,
    advice: `${CONVERT} (on an iPhone: Settings, Camera, Formats, Most Compatible)`,
  },
  { name: 'TIFF or camera raw', start: /^(II[*+]\0|MM\0[*+])/, advice: CONVERT },
  { name: 'JPEG XL', start: /^(\xff\x0a|\0\0\0\x0cJXL )/, advice: CONVERT },
  { name: 'JPEG 2000', start: /^(\0\0\0\x0cjP {2}|\xff\x4f\xff\x51)/, advice: CONVERT },
  { name: 'Photoshop', start: /^8BPS/, advice: 'Export it as JPEG or PNG' },
  { name: 'PDF', start: /^%PDF-/, advice: 'Export its page as JPEG or PNG' },
  {
    name: 'DICOM',
    start: /^[\s\S]{128}DICM/,
    advice: 'Export its frame as PNG, windowed as you want to see it',
  },
  {
    name: 'video',
    start: /^([\s\S]{4}ftyp(isom|mp4|qt|M4V)|\x1aE\xdf\xa3)/,
    advice: 'Export a frame as JPEG or PNG',
  },
  {
    name: 'web page',
    start: /^\s*<(!doctype html|html)/i,
    advice: 'Check the address: it leads to a page, not to a picture',
  },
];

/** The format of a file, by its content; undefined: not one that is known here. */
export function findFormat(start: string): ImageFormat | undefined {
  return IMAGE_FORMATS.find((format) => format.start.test(start));
}

/** The format of a file whose start says nothing: an SVG in UTF-16, or after a long comment. */
export function findFormatOfType(type: string): ImageFormat | undefined {
  return /^image\/svg\b/i.test(type) ? IMAGE_FORMATS.find(({ name }) => name === 'SVG') : undefined;
}
