import type { SaliencyError } from '../../errors.js';
import { fetchError } from './fetch-error.js';
import { formatBytes } from './format-bytes.js';

export function emptyError(url: string): SaliencyError {
  return fetchError('model-fetch', `The file at ${url} is empty. Check the address.`, {
    reason: 'empty',
    url,
  });
}

export function restlessError(url: string): SaliencyError {
  return fetchError(
    'model-fetch',
    `The file at ${url} keeps changing on the server while it is fetched. Try again when it is at rest.`,
    { reason: 'changed', url },
  );
}

export function sizeError(url: string, expected: number, found: number): SaliencyError {
  return fetchError(
    'model-checksum',
    `The file at ${url} was changed: it has ${formatBytes(found)} (${found} bytes) instead of ${formatBytes(expected)} (${expected} bytes). Use the version that the catalogue names, or correct the catalogue.`,
    { reason: 'changed', url, expected, found },
  );
}

export function hashError(url: string, expected: string, found: string): SaliencyError {
  return fetchError(
    'model-checksum',
    `The file at ${url} is not the one that is expected: its SHA-256 is ${found} instead of ${expected}. It was thrown away; the file on the server was changed, or was damaged on its way.`,
    { reason: 'hash', url, expected, found },
  );
}

export function stalledError(url: string, stallMs: number, cause: unknown): SaliencyError {
  return fetchError(
    'model-fetch',
    `${new URL(url).origin} sent nothing for ${stallMs / 1000} s. Check the network, then try again: what has arrived is kept.`,
    { reason: 'stalled', url },
    cause,
  );
}

/** `total` is 0 where it is not known. */
export function truncatedError(url: string, received: number, total: number, cause?: unknown): SaliencyError {
  const of = total > 0 ? ` of ${formatBytes(total)}` : '';
  return fetchError(
    'model-fetch',
    `The connection to ${new URL(url).origin} broke after ${formatBytes(received)}${of}. Try again: what has arrived is kept.`,
    { reason: 'truncated', url, received, total },
    cause,
  );
}
