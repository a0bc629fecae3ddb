/** How far a download is. */
export interface DownloadProgress {
  /** Bytes that are there, including those of an earlier visit. */
  readonly loaded: number;
  /** Bytes of the whole file; 0: the server does not say. */
  readonly total: number;
  /** Estimated from the last seconds; absent at first, and where `total` is not known. */
  readonly secondsLeft?: number;
}

const REPORT_MS = 100;
/** Time constant of the speed's moving average: steady enough to read, quick enough to follow a change. */
const SMOOTHING_MS = 3000;
const WARM_UP_MS = 500;

/** Turns byte counts into reports, not more than ten a second. */
export class ProgressMeter {
  readonly #report: ((progress: DownloadProgress) => void) | undefined;
  readonly #now: () => number;
  readonly #start: number;
  #bytesPerMs = 0;
  #lastLoaded: number | undefined;
  #lastTime: number;
  #lastReport = -Infinity;

  constructor(report: ((progress: DownloadProgress) => void) | undefined, now = () => performance.now()) {
    this.#report = report;
    this.#now = now;
    this.#start = now();
    this.#lastTime = this.#start;
  }

  /** `loaded` may fall back when a download starts over; the speed is then measured afresh. */
  update(loaded: number, total: number): void {
    const time = this.#now();
    const isDone = total > 0 && loaded >= total;
    if (this.#lastLoaded !== undefined && !isDone && time - this.#lastReport < REPORT_MS) return;
    this.#measure(loaded, time);
    this.#lastReport = time;
    const secondsLeft = this.#secondsLeft(loaded, total, time);
    this.#report?.({ loaded, total, ...(secondsLeft !== undefined && { secondsLeft }) });
  }

  #measure(loaded: number, time: number): void {
    const elapsed = time - this.#lastTime;
    const gained = loaded - (this.#lastLoaded ?? loaded);
    this.#lastLoaded = loaded;
    this.#lastTime = time;
    if (elapsed <= 0 || gained < 0) return;
    const weight = this.#bytesPerMs === 0 ? 1 : 1 - Math.exp(-elapsed / SMOOTHING_MS);
    this.#bytesPerMs += weight * (gained / elapsed - this.#bytesPerMs);
  }

  #secondsLeft(loaded: number, total: number, time: number): number | undefined {
    if (total === 0 || this.#bytesPerMs <= 0 || time - this.#start < WARM_UP_MS) return undefined;
    return Math.max(0, total - loaded) / this.#bytesPerMs / 1000;
  }
}
