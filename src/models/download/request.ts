import { throwIfAborted, type SaliencyError } from '../../errors.js';
import { fetchError, type FetchReason } from './fetch-error.js';

export interface RequestOptions {
  /** What is fetched, for messages: `model`, `catalogue`. */
  readonly what: string;
  readonly signal?: AbortSignal;
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: 'GET' | 'HEAD';
}

const LOCAL_HOSTS = new Set(['localhost', '127.0.0.1', '[::1]']);

interface Refusal {
  readonly reason: FetchReason;
  readonly advice: string;
}

const NOT_FOUND: Refusal = { reason: 'not-found', advice: 'Nothing is there; correct the address.' };
const DENIED: Refusal = { reason: 'denied', advice: 'Use a file that this page may read without a log-in.' };
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

/** `fetch` only says that it failed. An opaque answer tells a server that refuses us from one that is not there. */
async function isReachable(url: string, signal: AbortSignal | undefined): Promise<boolean> {
  const controller = new AbortController();
  const linked = signal ? AbortSignal.any([signal, controller.signal]) : controller.signal;
  try {
    await fetch(url, { mode: 'no-cors', cache: 'no-store', signal: linked });
    return true;
  } catch {
    return false;
  } finally {
    // The headers have told enough; the file itself must not be fetched for this.
    controller.abort();
  }
}

async function diagnose(
  url: string,
  what: string,
  signal?: AbortSignal,
  cause?: unknown,
): Promise<SaliencyError> {
  if (navigator.onLine === false) {
    return fetchError(
      'model-fetch',
      `The ${what} could not be fetched: this device is offline. Connect once; what was fetched before works offline.`,
      { reason: 'offline', url },
      cause,
    );
  }
  const { protocol, hostname, origin } = new URL(url);
  if (location.protocol === 'https:' && protocol === 'http:' && !LOCAL_HOSTS.has(hostname)) {
    return fetchError(
      'model-fetch',
      `The ${what} could not be fetched: this page is secure (https), so the browser blocks ${url}. Serve the file over https.`,
      { reason: 'mixed-content', url },
      cause,
    );
  }
  if (await isReachable(url, signal)) {
    return fetchError(
      'cors',
      `The ${what} could not be read: ${origin} does not allow this page to (CORS). Have it send "Access-Control-Allow-Origin", or serve the file from the page's own origin, or drop the file onto the page.`,
      { reason: 'cors', url },
      cause,
    );
  }
  return fetchError(
    'model-fetch',
    `The ${what} could not be fetched: ${origin} does not answer. Check the address, the network, and the page's Content-Security-Policy (connect-src).`,
    { reason: 'unreachable', url },
    cause,
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
 * interpret), bypassing the HTTP cache, which would hold a second copy.
 *
 * @throws SaliencyError `aborted`, `cors`, `bad-option` for what is no absolute URL, `model-fetch` for all else,
 * with `details` of {@link FetchDetails}.
 */
export async function request(url: string, options: RequestOptions): Promise<Response> {
  const { what, signal, headers = {}, method = 'GET' } = options;
  throwIfAborted(signal);
  checkAddress(url, what);
  let response: Response;
  try {
    response = await fetch(url, { method, headers, signal, cache: 'no-store', redirect: 'follow' });
  } catch (cause) {
    throwIfAborted(signal);
    const plain = withoutRange(headers);
    if (plain) return request(url, { ...options, headers: plain });
    const error = await diagnose(url, what, signal, cause);
    throwIfAborted(signal);
    throw error;
  }
  if (response.ok || response.status === 416) return response;
  throw refused(response, url, what);
}
