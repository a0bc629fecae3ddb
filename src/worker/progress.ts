import type { Explanation } from './explanation.js';

export type Phase = 'model' | 'graphs' | 'backend' | 'trunk' | 'head' | 'map';

/** `total` 0: unknown. `loaded` and `total` are bytes in phase `model`, steps elsewhere. */
export interface Progress {
  readonly phase: Phase;
  readonly loaded: number;
  readonly total: number;
  /** In phase `model`, once the speed is known. */
  readonly secondsLeft?: number;
  /** A first or better map while a smoothed method refines it. */
  readonly partial?: Explanation;
}
