import type { SaliencyError } from '../../errors.js';
import { fetchError } from './fetch-error.js';
import type { Realm } from './realm.js';
import { UNCACHED } from './uncached.js';

/** A request that failed before it was answered. */
export interface FailedRequest {
  readonly url: string;
  /** What was wanted, for messages. */
  readonly what: string;
  readonly realm: Realm;
  readonly signal?: AbortSignal;
  readonly cause: unknown;
}

const LOCAL_HOSTS = new Set(['localhost', '127.0.0.1', '[::1]']);

/** An opaque answer tells a server that refuses us from one that is not there. */
async function isReachable(url: string, signal: AbortSignal | undefined): Promise<boolean> {
  const controller = new AbortController();
  const linked = signal ? AbortSignal.any([signal, controller.signal]) : controller.signal;
  try {
    await fetch(url, { ...UNCACHED, mode: 'no-cors', signal: linked });
    return true;
  } catch {
    return false;
  } finally {
    // The headers have told enough; the file itself must not be fetched for this.
    controller.abort();
  }
}

function isMixedContent(url: string, { origin }: Realm): boolean {
  const { protocol, hostname } = new URL(url);
  return origin?.startsWith('https:') === true && protocol === 'http:' && !LOCAL_HOSTS.has(hostname);
}

/** `fetch` only says that it failed: this finds out why, and what to do. */
export async function diagnose({ url, what, realm, signal, cause }: FailedRequest): Promise<SaliencyError> {
  if (realm.isOffline()) {
    return fetchError(
      'model-fetch',
      `The ${what} could not be fetched: this device is offline. Connect once; what was fetched before works offline.`,
      { reason: 'offline', url },
      cause,
    );
  }
  if (isMixedContent(url, realm)) {
    return fetchError(
      'model-fetch',
      `The ${what} could not be fetched: this page is secure (https), so the browser blocks ${url}. Serve the file over https.`,
      { reason: 'mixed-content', url },
      cause,
    );
  }
  const { origin } = new URL(url);
  const isPage = realm.origin !== undefined;
  if (isPage && (await isReachable(url, signal))) {
    return fetchError(
      'cors',
      `The ${what} could not be read: ${origin} does not allow this page to (CORS). Have it send "Access-Control-Allow-Origin", or serve the file from the page's own origin, or drop the file onto the page.`,
      { reason: 'cors', url },
      cause,
    );
  }
  const places = isPage
    ? "the address, the network, and the page's Content-Security-Policy (connect-src)"
    : 'the address and the network';
  return fetchError(
    'model-fetch',
    `The ${what} could not be fetched: ${origin} does not answer. Check ${places}.`,
    { reason: 'unreachable', url },
    cause,
  );
}
