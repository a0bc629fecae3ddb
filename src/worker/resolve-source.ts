import workbenchUrl from '../../models/workbench.onnx?url';
import type { ModelSource } from './protocol.js';
import { cardOf, findModel, loadCatalogue, type Catalogue } from './store/catalogue.js';

/** Files that are part of the package, by name in the catalogue. */
const PACKAGED: Readonly<Record<string, string>> = { workbench: workbenchUrl };

/** Whether `model` says where a file is, rather than what it is called in a catalogue. */
export function isAddress(model: string): boolean {
  return /[/:]|\.(onnx|saliency)$/i.test(model);
}

const absolute = (url: string): string => new URL(url, document.baseURI).href;

/** Catalogues of pages, each fetched once; a failure is not kept. */
const catalogues = new Map<string, Promise<Catalogue>>();

function catalogueAt(url: string | undefined): Promise<Catalogue> {
  if (!url) return loadCatalogue();
  const key = absolute(url);
  const loading = catalogues.get(key) ?? loadCatalogue(key);
  catalogues.set(key, loading);
  loading.catch(() => catalogues.delete(key));
  return loading;
}

/**
 * The source with a catalogue's name replaced by what the catalogue says of it; the source's own card wins.
 *
 * @param catalog address of the page's own catalogue, whose entries come before those of the package
 * @throws SaliencyError `bad-option` for a name that is in no catalogue, or a file that is none; `model-fetch`, `cors`
 * where the catalogue cannot be had
 */
export async function resolveSource(source: ModelSource, catalog?: string): Promise<ModelSource> {
  const { data, card } = source;
  if (typeof data !== 'string') return source;
  if (isAddress(data)) return { ...source, data: absolute(data) };
  const entry = findModel(data, await catalogueAt(catalog));
  return {
    mirrors: entry.mirrors,
    ...source,
    data: absolute(entry.url ?? PACKAGED[entry.name] ?? ''),
    card: { ...(await cardOf(entry)), ...card },
  };
}
