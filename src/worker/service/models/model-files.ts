import { SaliencyError } from '../../../errors.js';
import { addressName } from '../../../models/address-name.js';
import { contentHash } from '../../../models/download/content-hash.js';
import { expandBlob } from '../../../models/download/expand-blob.js';
import type { ModelSource } from '../../../models/model-source.js';
import { parseModel } from '../../../onnx/codec/parse-model.js';
import type { Model, Tensor } from '../../../onnx/graph/model.js';
import { forOneImage } from '../../../onnx/prepare/for-one-image.js';
import { withFloatImage } from '../../../onnx/prepare/with-float-image.js';
import { fetchModel, type FetchedModel } from '../../storage/model-store.js';
import { pause, type Work } from '../jobs/job.js';
import type { WeightFiles } from '../ort/graph-session.js';
import { blobSource } from './blob-source.js';
import { singleWeights } from './single-weights.js';

/** The name under which the derived graphs' links know the model's own file. */
export const OWN_FILE = 'saliency-model.onnx';

/** A model as its file has it, but for one image of float32, with the files of its weights. */
export interface FoundModel {
  readonly model: Model;
  readonly weights: WeightFiles;
  /** Hashes of all of these files. */
  readonly contents: readonly string[];
}

/**
 * Fetches and reads a model, and finds the files of its weights.
 *
 * @throws SaliencyError `model-fetch`, `model-checksum`, `model-invalid`, `model-unsupported`, `aborted`
 */
export async function findModelFiles(source: ModelSource, work: Work): Promise<FoundModel> {
  const own = await modelFile(source, work);
  work.report({ phase: 'graphs', loaded: 0, total: 2 });
  const found = await parseModel(blobSource(own.file), { location: OWN_FILE });
  await pause(work);
  const model = withFloatImage(forOneImage(found));
  const files = await weightFiles(model, own, source, work);
  const weights = new Map([...files].map(([name, { file }]) => [name, file]));
  return {
    ...(await singleWeights(model, weights, work)),
    contents: [...files].map(([name, { content }]) => `${name} ${content}`),
  };
}

/** The model's file, which stays on disk where it can; expanded where it was compressed for the way. */
async function modelFile({ data, card, mirrors }: ModelSource, work: Work): Promise<FetchedModel> {
  const { signal } = work;
  const { name, bytes, sha256 } = card;
  if (typeof data !== 'string') {
    const onProgress = (loaded: number, total: number): void =>
      work.report({ phase: 'model', loaded, total });
    const file = await expandBlob(data, { sha256, signal, onProgress });
    return { file, content: sha256 ?? (await contentHash(data, signal)) };
  }
  return fetchModel(
    { url: data, name, bytes, sha256, mirrors },
    { signal, onProgress: (progress) => work.report({ phase: 'model', ...progress }) },
  );
}

/** The last part of the address, or the name of a `File`. */
export function fileNameOf({ data }: ModelSource): string | undefined {
  if (data instanceof File) return data.name;
  if (typeof data !== 'string') return undefined;
  return addressName(data);
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
  const lastOf = (path: string): string => path.split(/[/\\]/).at(-1) ?? '';
  const given = Object.entries(externalData);
  const found = given.find(([path]) => path.replaceAll('\\', '/') === name);
  return (found ?? given.find(([path]) => lastOf(path) === lastOf(name)))?.[1];
}

function addressBeside(model: string, name: string): string {
  const path = name.split('/').map(encodeURIComponent).join('/');
  return new URL(path, model).href;
}

/** The file of that name beside the model's; undefined where bytes, or addresses of bytes, have no neighbours. */
async function fetchBeside(
  model: ModelSource['data'],
  name: string,
  work: Work,
): Promise<FetchedModel | undefined> {
  if (typeof model !== 'string' || !/^https?:/i.test(model)) return undefined;
  return modelFile({ data: addressBeside(model, name), card: { name } }, work);
}

/**
 * Every file that the model's weights lie in: its own, and those beside it that it names.
 *
 * @throws SaliencyError `model-invalid` where one that it names was not given, and no address tells where it is, or is
 * too short; those of {@link fetchModel}
 */
async function weightFiles(
  model: Model,
  own: FetchedModel,
  source: ModelSource,
  work: Work,
): Promise<ReadonlyMap<string, FetchedModel>> {
  const { data } = source;
  const files = new Map([[OWN_FILE, own]]);
  const missing: string[] = [];
  for (const [name, needed] of linkedFiles(model.graph.initializers.values())) {
    if (files.has(name)) continue;
    const given = givenFile(source, name);
    const found = given
      ? { file: given, content: await contentHash(given, work.signal) }
      : await fetchBeside(data, name, work);
    if (!found) missing.push(name);
    else {
      checkSize(name, found.file, needed);
      files.set(name, found);
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
