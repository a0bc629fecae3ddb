import { throwIfAborted, type SaliencyError } from '../../errors.js';
import { diagnose } from './diagnose.js';
import { fetchError, type FetchReason } from './fetch-error.js';
import { PROCESS, type Realm } from './realm.js';
import { UNCACHED } from './uncached.js';

/** For whom something is fetched. */
export interface RequestContext {
  readonly signal?: AbortSignal;
  /** Default: a process. */
  readonly realm?: Realm;
}

export interface RequestOptions extends RequestContext {
  /** What is fetched, for messages: `model`, `catalogue`. */
  readonly what: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: 'GET' | 'HEAD';
}

interface Refusal {
  readonly reason: FetchReason;
  readonly advice: string;
}

const NOT_FOUND: Refusal = { reason: 'not-found', advice: 'Nothing is there; correct the address.' };
const DENIED: Refusal = { reason: 'denied', advice: 'Use a file that can be read without a log-in.' };
const BUSY: Refusal = { reason: 'busy', advice: 'The server is busy; wait a little, then try again.' };
const SERVER: Refusal = { reason: 'server', advice: 'The server has a fault; try again later.' };
const OTHER: Refusal = { reason: 'http', advice: 'Check the address.' };

const BY_STATUS: Readonly<Record<number, Refusal>> = {
  401: DENIED,
  403: DENIED,
  404: NOT_FOUND,
  408: BUSY,
  410: NOT_FOUND,
  429: BUSY,
};

function refused(response: Response, url: string, what: string): SaliencyError {
  const { status, statusText } = response;
  const { reason, advice } = BY_STATUS[status] ?? (status >= 500 ? SERVER : OTHER);
  return fetchError(
    'model-fetch',
    `The ${what} could not be fetched: ${url} answered ${`${status} ${statusText}`.trim()}. ${advice}`,
    { reason, url, status },
  );
}

/** @throws SaliencyError `bad-option` for what is no absolute URL. `what` names the file in the message. */
export function checkAddress(url: string, what: string): void {
  if (URL.canParse(url) && /^(https?|blob|data):/i.test(url)) return;
  throw fetchError(
    'bad-option',
    `"${url}" is not the address of a ${what}. Give an absolute URL (https://...).`,
    {
      reason: 'bad-url',
      url,
    },
  );
}

/** Without a byte range a request needs no preflight in any browser; the server may allow no other. */
function withoutRange(headers: Readonly<Record<string, string>>): Record<string, string> | undefined {
  if (headers.Range !== 'bytes=0-') return undefined;
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'Range'));
}

/**
 * `fetch` with errors that say what to do: resolves to an answer of status 200 or 206 (or 416, for the caller to
 * interpret).
 *
 * @throws SaliencyError `aborted`, `cors`, `bad-option` for what is no absolute URL, `model-fetch` for all else,
 * with `FetchDetails` for `details`.
 */
export async function request(url: string, options: RequestOptions): Promise<Response> {
  const { what, signal, realm = PROCESS, headers = {}, method = 'GET' } = options;
  throwIfAborted(signal);
  checkAddress(url, what);
  let response: Response;
  try {
    response = await fetch(url, { ...UNCACHED, method, headers, signal, redirect: 'follow' });
  } catch (cause) {
    throwIfAborted(signal);
    const plain = withoutRange(headers);
    if (plain) return request(url, { ...options, headers: plain });
    const error = await diagnose({ url, what, realm, signal, cause });
    throwIfAborted(signal);
    throw error;
  }
  if (response.ok || response.status === 416) return response;
  throw refused(response, url, what);
}
