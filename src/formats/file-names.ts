import type { AnnotationFile, ExportImage } from './annotation-format.js';
import { jsonText } from './json-text.js';
import { keepApart } from './keep-apart.js';

/** Names that Windows keeps for devices, with any extension. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/** The name without its last extension; folders stay, and so does a name that is nothing but an extension. */
export function stem(fileName: string): string {
  return fileName.replace(/([^/])\.[^./]*$/, '$1');
}

/**
 * A path that stays inside the folder it is unpacked in, on any system: no drive, no `..`, no backslash, no control
 * character, no name of a device. Other characters stay, since an image of that name lies where they are allowed.
 */
export function safePath(fileName: string): string {
  const parts = fileName
    .replace(/^[a-z]:(?=[\\/])/i, '')
    .split(/[\\/]/)
    .map((part) => part.replace(/[\u0000-\u001f\u007f]/g, '_'))
    .filter((part) => !/^[. ]*$/.test(part))
    .map((part) => part.replace(/[. ]+$/, ''))
    .map((part) => (DEVICE.test(part) ? `_${part}` : part));
  return parts.join('/') || 'image';
}

/** One path per image, safe and kept apart, also where the system does not tell capitals from small letters. */
export function fileNamesFor(
  images: readonly { readonly fileName: string }[],
  extension: string,
  taken: readonly string[] = [],
): string[] {
  const wanted = images.map(({ fileName }) => `${stem(safePath(fileName))}.${extension}`);
  return keepApart(wanted, (name) => name.normalize('NFC').toLowerCase(), taken);
}

/** `renamed.json`: which image each file is of, where the file's name alone does not say so; else nothing. */
export function renamedFile(
  images: readonly ExportImage[],
  names: readonly string[],
  expected: (fileName: string) => string,
): AnnotationFile[] {
  const renamed = images.flatMap(({ fileName, givenName = fileName, url }, i) =>
    names[i] === expected(givenName) ? [] : [{ file: names[i], image: givenName, url, index: i }],
  );
  if (renamed.length === 0) return [];
  return [{ fileName: 'renamed.json', mimeType: 'application/json', text: jsonText(renamed) }];
}
