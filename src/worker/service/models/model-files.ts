import { SaliencyError } from '../../../errors.js';
import type { Model, Tensor } from '../../../onnx/graph/model.js';
import { expandBlob } from '../../../models/download/expand-blob.js';
import { fetchModel } from '../../storage/model-store.js';
import type { ModelSource } from '../../../models/model-source.js';
import type { Progress } from '../../progress.js';
import type { WeightFiles } from '../ort/graph-session.js';

/** The name under which the derived graphs' links know the model's own file. */
export const OWN_FILE = 'saliency-model.onnx';

interface FetchContext {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

/** The model's file, which stays on disk where it can; expanded where it was compressed for the way. */
export async function modelFile(
  { data, card, mirrors }: ModelSource,
  { signal, onProgress }: FetchContext,
): Promise<Blob> {
  const { name, bytes, sha256 } = card;
  if (typeof data !== 'string') {
    const report = (loaded: number, total: number): void => onProgress({ phase: 'model', loaded, total });
    return expandBlob(data instanceof Blob ? data : new Blob([data]), { sha256, signal, onProgress: report });
  }
  const { file } = await fetchModel(
    { url: data, name, bytes, sha256, mirrors },
    { signal, onProgress: (progress) => onProgress({ phase: 'model', ...progress }) },
  );
  return file;
}

/** The last part of the address, or the name of a `File`. */
export function fileNameOf({ data }: ModelSource): string | undefined {
  if (data instanceof File) return data.name;
  if (typeof data !== 'string') return undefined;
  return decodeURIComponent(new URL(data).pathname.split('/').at(-1) ?? '') || undefined;
}

/** Bytes that each file must have at least, by the name that the links know it by. */
function linkedFiles(tensors: Iterable<Tensor>): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  for (const { link } of tensors) {
    if (link) sizes.set(link.location, Math.max(sizes.get(link.location) ?? 0, link.offset + link.length));
  }
  return sizes;
}

function checkSize(name: string, { size }: Blob, needed: number): void {
  if (size >= needed) return;
  throw new SaliencyError(
    'model-invalid',
    `The file "${name}" is not the one that holds this model's weights: it has ${size} bytes, and the model reads ${needed}. Give the file that was saved together with the model.`,
    { details: { location: name, size, needed } },
  );
}

/** The file of that name among those that came with the model; people move files, so its folder does not count. */
function givenFile({ externalData = {} }: ModelSource, name: string): Blob | undefined {
  return externalData[name] ?? externalData[name.split('/').at(-1) ?? ''];
}

function addressBeside(model: string, name: string): string {
  const path = name.split('/').map(encodeURIComponent).join('/');
  return new URL(path, model).href;
}

/** The file of that name beside the model's; undefined where bytes, or addresses of bytes, have no neighbours. */
async function fetchBeside(
  model: ModelSource['data'],
  name: string,
  context: FetchContext,
): Promise<Blob | undefined> {
  if (typeof model !== 'string' || !/^https?:/i.test(model)) return undefined;
  return modelFile({ data: addressBeside(model, name), card: { name } }, context);
}

/**
 * Every file that the model's weights lie in: its own, and those beside it that it names.
 *
 * @throws SaliencyError `model-invalid` where one that it names was not given, and no address tells where it is, or is
 * too short; those of {@link fetchModel}
 */
export async function weightFiles(
  model: Model,
  own: Blob,
  source: ModelSource,
  context: FetchContext,
): Promise<WeightFiles> {
  const { data } = source;
  const files = new Map([[OWN_FILE, own]]);
  const missing: string[] = [];
  for (const [name, needed] of linkedFiles(model.graph.initializers.values())) {
    if (files.has(name)) continue;
    const file = givenFile(source, name) ?? (await fetchBeside(data, name, context));
    if (!file) missing.push(name);
    else {
      checkSize(name, file, needed);
      files.set(name, file);
    }
  }
  if (missing.length > 0) {
    const names = missing.map((name) => `"${name}"`).join(', ');
    throw new SaliencyError(
      'model-invalid',
      `The model keeps its weights in ${missing.length === 1 ? 'another file' : 'other files'}, ${names}. Give them together with the model, or the model's URL with them beside it, or save the model as one file.`,
      { details: { missing } },
    );
  }
  return files;
}
