import { SaliencyError } from '../errors.js';

/** The name without its last extension; folders stay. */
export function stem(fileName: string): string {
  return fileName.replace(/\.[^./]*$/, '');
}

/**
 * The names of one file per image, in the images' order.
 *
 * @throws SaliencyError `bad-option` when two images would write the same file
 */
export function fileNamesFor(images: readonly { readonly fileName: string }[], extension: string): string[] {
  const names = images.map(({ fileName }) => `${stem(fileName)}.${extension}`);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice === undefined) return names;
  throw new SaliencyError(
    'bad-option',
    `Two images would both write ${twice}; give them different names, or export them apart.`,
  );
}
