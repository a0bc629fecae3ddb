import { throwIfAborted } from '../../errors.js';
import { fetchError } from './fetch-error.js';
import { request, type RequestContext } from './request.js';

/** Lists of labels and catalogues are small; a model given in their place must not be read into memory. */
const MAX_BYTES = 8 * 2 ** 20;

/**
 * The text at `url`. `what` names it in messages.
 *
 * @throws SaliencyError those of {@link request}; `bad-option` for a web page or for more than 8 MiB.
 */
export async function fetchText(url: string, what: string, context: RequestContext = {}): Promise<string> {
  const response = await request(url, { ...context, what });
  if (Number(response.headers.get('content-length')) > MAX_BYTES) {
    await response.body?.cancel();
    throw fetchError('bad-option', `The ${what} at ${url} is too large for one. Check the address.`, {
      reason: 'not-a-model',
      url,
    });
  }
  let text: string;
  try {
    text = await response.text();
  } catch (cause) {
    throwIfAborted(context.signal);
    throw fetchError(
      'model-fetch',
      `The ${what} at ${url} broke off. Try again.`,
      { reason: 'truncated', url },
      cause,
    );
  }
  if (/^\s*<(!doctype|html)/i.test(text)) {
    throw fetchError('bad-option', `${url} is a web page, not a ${what}. Check the address.`, {
      reason: 'html',
      url,
    });
  }
  return text;
}
