import { cividis } from './cividis.js';
import type { Colormap } from './colormap.js';
import { inferno } from './inferno.js';
import { jet } from './jet.js';
import { turbo } from './turbo.js';
import { viridis } from './viridis.js';

/** Every colour map by the name that the `colormap` attribute takes; the first is the default. */
export const COLORMAPS = { viridis, inferno, cividis, turbo, jet } satisfies Record<string, Colormap>;

export type ColormapName = keyof typeof COLORMAPS;

export const COLORMAP_NAMES = Object.keys(COLORMAPS) as readonly ColormapName[];

export function isColormapName(name: string): name is ColormapName {
  return Object.hasOwn(COLORMAPS, name);
}
