import workbenchUrl from '../../models/workbench.onnx?url';
import type { ModelCard, ModelSource } from '../worker/protocol.js';
import { cardOf, findModel } from '../worker/store/catalogue.js';

/** A catalogue name, the URL of an `.onnx` file, or the file itself. */
export type ModelReference = string | Blob | ArrayBuffer;

/** Files that are part of the package, by name in the catalogue. */
const PACKAGED: Readonly<Record<string, string>> = { workbench: workbenchUrl };

const isAddress = (model: string): boolean => /[/:]|\.onnx$/i.test(model);

/** What to call a model before its card is known. */
export function modelTitle(model: ModelReference): string {
  if (model instanceof File) return model.name;
  if (typeof model !== 'string') return 'your model';
  return isAddress(model) ? model.slice(model.lastIndexOf('/') + 1) : model;
}

/**
 * Where a model's bytes are, and what is known of it; `card` adds to that and wins.
 *
 * @throws SaliencyError `bad-option` for a name that is not in the catalogue
 */
export async function modelSource(
  model: ModelReference,
  card: Partial<ModelCard>,
  signal: AbortSignal,
): Promise<ModelSource> {
  if (typeof model !== 'string') return { data: model, card: { name: modelTitle(model), ...card } };
  if (isAddress(model)) {
    return { data: new URL(model, document.baseURI).href, card: { name: modelTitle(model), ...card } };
  }
  const entry = findModel(model);
  const data = new URL(entry.url ?? PACKAGED[entry.name] ?? '', document.baseURI).href;
  return { data, card: { ...(await cardOf(entry, signal)), ...card } };
}
