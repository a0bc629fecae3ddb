import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { SaliencyError } from '../errors.js';
import { catalogueFrom, loadCatalogue, type Catalogue } from '../models/catalogue.js';

/**
 * The models of the package, and before them those of the catalogue at `place`: a file, or an address.
 *
 * @throws SaliencyError those of `loadCatalogue`; `bad-option` for a file that cannot be read
 */
export async function readCatalogue(place: string | undefined): Promise<Catalogue> {
  if (place === undefined || /^https?:/i.test(place)) return loadCatalogue(place);
  let text: string;
  try {
    text = await readFile(place, 'utf8');
  } catch (cause) {
    const { message } = cause as Error;
    throw new SaliencyError('bad-option', `The catalogue ${place} cannot be read as JSON: ${message}.`, {
      cause,
    });
  }
  return catalogueFrom(text, pathToFileURL(resolve(place)).href);
}
