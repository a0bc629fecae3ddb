import { SaliencyError, type ErrorCode } from '../../errors.js';

/**
 * Why a file could not be had: `details.reason` of the errors about models, catalogues and labels. Part of the public
 * contract, like the codes.
 */
export type FetchReason =
  | 'bad-url'
  | 'busy'
  | 'changed'
  | 'cors'
  | 'denied'
  | 'empty'
  | 'gone'
  | 'hash'
  | 'html'
  | 'http'
  | 'mixed-content'
  | 'not-a-model'
  | 'not-found'
  | 'offline'
  | 'pointer'
  | 'quota'
  | 'server'
  | 'stalled'
  | 'truncated'
  | 'unreachable';

/** Reasons that another attempt may cure. */
const PASSING: ReadonlySet<FetchReason> = new Set(['busy', 'server', 'stalled', 'truncated', 'unreachable']);

/** Facts beside the reason; all of them survive a `postMessage`. */
export interface FetchDetails {
  readonly reason: FetchReason;
  readonly url?: string;
  readonly status?: number;
  readonly [fact: string]: unknown;
}

export function fetchError(
  code: ErrorCode,
  message: string,
  details: FetchDetails,
  cause?: unknown,
): SaliencyError {
  return new SaliencyError(code, message, { details, cause });
}

export function reasonOf(thrown: unknown): FetchReason | undefined {
  if (!(thrown instanceof SaliencyError)) return undefined;
  return (thrown.details as FetchDetails | undefined)?.reason;
}

export function isPassing(thrown: unknown): boolean {
  const reason = reasonOf(thrown);
  return reason !== undefined && PASSING.has(reason);
}

/** A file that was there when it was given, or kept, and is no more. */
export function goneError(cause: unknown): SaliencyError {
  return fetchError(
    'model-fetch',
    "The model's file can no longer be read; it was moved, changed or deleted. Choose it again.",
    { reason: 'gone' },
    cause,
  );
}
