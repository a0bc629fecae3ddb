import type { Random } from '../random.js';

/** Pixels of a bench top's texture, along each side. */
export const SURFACE_PIXELS = 640;

/** A bench top: what to paint on its plane, and how it takes the light. */
export interface Surface {
  canvas: OffscreenCanvas;
  context: OffscreenCanvasRenderingContext2D;
  roughness: number;
  metalness: number;
}

export type SurfacePainter = (random: Random) => Surface;
