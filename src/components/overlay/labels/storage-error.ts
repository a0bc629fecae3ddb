import { SaliencyError } from '../../../errors.js';
import { isQuotaError } from '../../../worker/storage/quota.js';

const UNTIL_THEN = 'the next change is then written, and all before it';

/** What went wrong with the kept labels, as the error that people get. */
export function storageError(thrown: unknown): SaliencyError {
  if (thrown instanceof SaliencyError) return thrown;
  if (isQuotaError(thrown)) {
    return new SaliencyError(
      'quota',
      `The labels cannot be kept: the disk is full, or the browser gives this page no more room. Make room, for instance by deleting kept models; ${UNTIL_THEN}.`,
      { cause: thrown },
    );
  }
  if (!(thrown instanceof DOMException)) return SaliencyError.from(thrown);
  if (thrown.name === 'VersionError') {
    return new SaliencyError(
      'storage',
      'The labels cannot be kept: a newer version of this page has changed where they are. Export what is in this tab, then reload it.',
      { cause: thrown },
    );
  }
  return refusedError(thrown.message, thrown);
}

export function refusedError(reason: string, cause?: unknown): SaliencyError {
  return new SaliencyError(
    'storage',
    `The labels cannot be kept: this browser refuses its database (${reason}). Allow this site to keep data, or leave the private window, and export before you close this tab.`,
    { cause },
  );
}

export function blockedError(): SaliencyError {
  return new SaliencyError(
    'storage',
    `The labels cannot be kept yet: another tab of this site holds their database. Close the other tabs; ${UNTIL_THEN}.`,
  );
}
