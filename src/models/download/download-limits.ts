/** When a download is given up. */
export interface DownloadLimits {
  /** Attempts in a row that bring no byte. */
  readonly attempts: number;
  /** Attempts in all. */
  readonly totalAttempts: number;
  /** Pause before the second attempt; doubled for each further one, up to a quarter of a minute. */
  readonly pauseMs: number;
  /** A connection that brings no byte for so long is broken off and counts as an attempt. */
  readonly stallMs: number;
}

export const DOWNLOAD_LIMITS: DownloadLimits = {
  attempts: 5,
  totalAttempts: 40,
  pauseMs: 500,
  stallMs: 30_000,
};

const MAX_PAUSE_MS = 15_000;

/** How long to wait after so many attempts in a row that brought nothing. */
export function pauseAfter(fruitless: number, { pauseMs }: DownloadLimits): number {
  return Math.min(pauseMs * 2 ** Math.max(0, fruitless - 1), MAX_PAUSE_MS);
}
