import type { ModelRecord } from './model-storage.js';

/** What an answer tells of the file it is about. Servers of other origins may hide any of it. */
export interface FileVersion {
  readonly etag?: string;
  readonly lastModified?: string;
  /** Bytes of the whole file. */
  readonly total?: number;
  /** Offset of the answer's first byte. */
  readonly start: number;
}

function positive(text: string | null | undefined): number | undefined {
  const value = text ? Number(text) : NaN;
  return Number.isSafeInteger(value) && value > 0 ? value : undefined;
}

/** `bytes 100-199/200`, or, with status 416, `bytes * /200` (without the space): RFC 9110, 14.4. */
function contentRange(response: Response): { start?: number; total?: number } {
  const match = /^bytes (?:(\d+)-\d+|\*)\/(\d+|\*)$/.exec(response.headers.get('content-range') ?? '');
  return { start: match?.[1] ? Number(match[1]) : undefined, total: positive(match?.[2]) };
}

/**
 * Reads an answer to a request for the bytes from `from`. The length of a whole answer counts only where no
 * `Content-Encoding` can be hidden: it may be that of the compressed bytes.
 */
export function versionOf(response: Response, from: number): FileVersion {
  const { headers, status } = response;
  const length = positive(headers.get('content-length'));
  const range = contentRange(response);
  const isPlain = response.type === 'basic' && !headers.has('content-encoding');
  const start = status === 206 ? (range.start ?? from) : 0;
  const fromLength = length !== undefined && (status === 206 || isPlain) ? start + length : undefined;
  return {
    etag: headers.get('etag') ?? undefined,
    lastModified: headers.get('last-modified') ?? undefined,
    total: range.total ?? (status === 416 ? undefined : fromLength),
    start,
  };
}

/** Whether the server now has another file than the one of which the record tells. Silence proves nothing. */
export function isOtherVersion(record: ModelRecord, version: FileVersion): boolean {
  if (record.etag && version.etag) return record.etag !== version.etag;
  if (record.lastModified && version.lastModified && record.lastModified !== version.lastModified)
    return true;
  return record.sourceBytes > 0 && version.total !== undefined && record.sourceBytes !== version.total;
}
