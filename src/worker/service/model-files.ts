import { SaliencyError } from '../../errors.js';
import type { Model, Tensor } from '../../onnx/model.js';
import { fetchModel } from '../store/model-store.js';
import type { ModelSource, Progress } from '../protocol.js';
import type { WeightFiles } from './graph-session.js';

/** The name under which the derived graphs' links know the model's own file. */
export const OWN_FILE = 'saliency-model.onnx';

interface FetchContext {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

/** The model's file, which stays on disk where it can. */
export async function modelFile(
  { data, card, mirrors }: ModelSource,
  { signal, onProgress }: FetchContext,
): Promise<Blob> {
  if (data instanceof ArrayBuffer) return new Blob([data]);
  if (typeof data !== 'string') return data;
  const { name, bytes, sha256 } = card;
  return fetchModel(
    { url: data, name, bytes, sha256, mirrors },
    { signal, onProgress: (progress) => onProgress({ phase: 'model', ...progress }) },
  );
}

/** The last part of the address, or the name of a `File`. */
export function fileNameOf({ data }: ModelSource): string | undefined {
  if (data instanceof File) return data.name;
  if (typeof data !== 'string') return undefined;
  return decodeURIComponent(new URL(data).pathname.split('/').at(-1) ?? '') || undefined;
}

function linkedFiles(tensors: Iterable<Tensor>): Set<string> {
  const names = [...tensors].flatMap(({ link }) => (link ? [link.location] : []));
  return new Set(names);
}

/**
 * Every file that the model's weights lie in: its own, and those beside it that it names.
 *
 * @throws SaliencyError `model-invalid` for a model from a single file that keeps its weights in others
 */
export async function weightFiles(
  model: Model,
  own: Blob,
  { data }: ModelSource,
  context: FetchContext,
): Promise<WeightFiles> {
  const files = new Map([[OWN_FILE, own]]);
  for (const name of linkedFiles(model.graph.initializers.values())) {
    if (files.has(name)) continue;
    if (typeof data !== 'string') {
      throw new SaliencyError(
        'model-invalid',
        `The model keeps its weights in another file, "${name}". Give the model's URL, with that file beside it, or save the model as one file.`,
        { details: { location: name } },
      );
    }
    const url = new URL(name, data).href;
    files.set(name, await modelFile({ data: url, card: { name } }, context));
  }
  return files;
}
