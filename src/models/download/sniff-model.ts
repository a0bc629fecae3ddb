import type { SaliencyError } from '../../errors.js';
import { fetchError, type FetchReason } from './fetch-error.js';

/** Bytes that {@link sniffModel} wants to see. */
export const SNIFF_BYTES = 64;

interface Impostor {
  readonly start: RegExp;
  readonly reason: FetchReason;
  readonly what: string;
}

/**
 * Files that arrive in place of a model, told by their first bytes (as Latin-1). Bytes of weights, which may be
 * fetched too, match none of these by chance.
 */
const IMPOSTORS: readonly Impostor[] = [
  {
    start: /^(\xef\xbb\xbf)?\s*<(!doctype|html|head|\?xml|!--)/i,
    reason: 'html',
    what: 'a web page (perhaps a log-in or an error page). Copy the address of the file itself',
  },
  {
    start: /^version https:\/\/git-lfs/,
    reason: 'pointer',
    what: 'a Git LFS pointer. Use the address that downloads the file ("resolve" or "media", not "raw")',
  },
  {
    start: /^(\x1f\x8b\x08[\x00-\x1f]|PK\x03\x04|BZh[1-9]1AY|7z\xbc\xaf|\xfd7zXZ)/,
    reason: 'not-a-model',
    what: 'an archive. Unpack it and serve the .onnx file in it',
  },
  {
    start: /^(\x80\x02\x8a\x0a|\x89HDF)/,
    reason: 'not-a-model',
    what: 'a checkpoint of PyTorch or Keras. Export it to ONNX first',
  },
  {
    start: /^\s*[{[][\t\n\r -~]{15}/,
    reason: 'not-a-model',
    what: 'JSON. Use the address of an .onnx file',
  },
];

/** An error where the first bytes are those of something else than a model; undefined where they may be one. */
export function sniffModel(head: Uint8Array, url: string): SaliencyError | undefined {
  const text = String.fromCharCode(...head.subarray(0, SNIFF_BYTES));
  const found = IMPOSTORS.find(({ start }) => start.test(text));
  if (!found) return undefined;
  return fetchError('model-fetch', `${url} is not a model but ${found.what}.`, { reason: found.reason, url });
}
