import type { Colormap } from './colormap.js';

const channel = (t: number, centre: number): number =>
  255 * Math.min(1, Math.max(0, 1.5 - Math.abs(4 * t - centre)));

/**
 * The customary colours of CAM papers: three clamped tents, 1.5 - |4t - c| with c = 3, 2, 1 (MATLAB's `jet`).
 * Not uniform: it shows edges that the data do not have, so it is never the default.
 */
export const jet: Colormap = (t) => [channel(t, 3), channel(t, 2), channel(t, 1)];
