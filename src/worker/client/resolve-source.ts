import imagenetUrl from '../../../models/imagenet.saliency?url';
import workbenchUrl from '../../../models/workbench.onnx?url';
import { once } from '../../async/once.js';
import { SaliencyError } from '../../errors.js';
import { cardOf, findModel, loadCatalogue } from '../../models/catalogue.js';
import { isAddress } from '../../models/is-address.js';
import { isLabelList, resolveLabels } from '../../models/labels.js';
import type { GivenCard, KnownCard } from '../../models/model-card.js';
import type { ModelSource } from '../../models/model-source.js';
import { PAGE } from '../page-realm.js';
import type { GivenModel } from './given-model.js';

/** Files that are part of the package, by name in the catalogue. */
const PACKAGED: Readonly<Record<string, string>> = { imagenet: imagenetUrl, workbench: workbenchUrl };

function absolute(url: string): string {
  if (URL.canParse(url, document.baseURI)) return new URL(url, document.baseURI).href;
  throw new SaliencyError('bad-option', `"${url}" is not an address that a browser can read; correct it.`, {
    details: { url },
  });
}

const IN_PAGE = { realm: PAGE };

/** A page's catalogue is fetched once, however many elements name it. */
const catalogueAt = once((url: string) => loadCatalogue(url, IN_PAGE));

/** The card with its labels as a list. */
async function withLabels({ labels, ...card }: GivenCard): Promise<KnownCard> {
  if (labels === undefined) return card;
  const isUrl = typeof labels === 'string' && !isLabelList(labels);
  return { ...card, labels: await resolveLabels(isUrl ? absolute(labels) : labels, IN_PAGE) };
}

const blobs = new WeakMap<ArrayBuffer, Blob>();

/** A `Blob` crosses to the worker as a reference; an `ArrayBuffer` would be copied for each worker. */
function blobOf(data: Blob | ArrayBuffer): Blob {
  if (data instanceof Blob) return data;
  const blob = blobs.get(data) ?? new Blob([data]);
  blobs.set(data, blob);
  return blob;
}

/** What a program without types may pass is looked at: bytes are taken in any form. */
function bytesIn(data: unknown): Blob | ArrayBuffer {
  if (data instanceof Blob || data instanceof ArrayBuffer) return data;
  if (ArrayBuffer.isView(data)) return new Blob([data as Uint8Array<ArrayBuffer>]);
  const found = data === null ? 'null' : typeof data;
  throw new SaliencyError(
    'bad-option',
    `The model is of type ${found}. Give a catalogue name, a URL, a File, Blob, ArrayBuffer or file handle, or { data, card } with one of these as data.`,
  );
}

/** A handle gives another `File` each time; one that did not change is the same model. */
const filesOfHandles = new WeakMap<FileSystemFileHandle, File>();

async function fileOf(handle: FileSystemFileHandle): Promise<File> {
  let file: File;
  try {
    file = await handle.getFile();
  } catch (cause) {
    throw new SaliencyError(
      'model-fetch',
      `The file "${handle.name}" can no longer be read: it was moved or deleted, or the page was not allowed to. Choose it again.`,
      { cause },
    );
  }
  const known = filesOfHandles.get(handle);
  if (known?.lastModified === file.lastModified && known.size === file.size) return known;
  filesOfHandles.set(handle, file);
  return file;
}

const isHandle = (data: GivenModel['data']): data is FileSystemFileHandle =>
  typeof FileSystemFileHandle !== 'undefined' && data instanceof FileSystemFileHandle;

/**
 * The model as the worker takes it: a catalogue's name replaced by what the catalogue says of it, which the given card
 * wins over; a handle by its file, and labels by their list.
 *
 * @param catalog address of the page's own catalogue, whose entries come before those of the package
 * @throws SaliencyError `bad-option` for a name that is in no catalogue, a file that is none, or an address that is none; `model-fetch`, `cors`
 * where the catalogue, the labels or the handle's file cannot be had
 */
export async function resolveSource(given: GivenModel, catalog?: string): Promise<ModelSource> {
  const { data } = given;
  const card = await withLabels(given.card ?? {});
  if (isHandle(data)) return { ...given, card, data: await fileOf(data) };
  if (typeof data !== 'string') return { ...given, card, data: blobOf(bytesIn(data)) };
  if (isAddress(data)) return { ...given, card, data: absolute(data) };
  const entry = findModel(data, await (catalog ? catalogueAt(absolute(catalog)) : loadCatalogue()));
  return {
    mirrors: entry.mirrors,
    ...given,
    data: absolute(entry.url ?? PACKAGED[entry.name] ?? ''),
    card: { ...(await cardOf(entry, IN_PAGE)), ...card },
  };
}
