import { css, mix, paintPixels, scale, type Colour } from '../canvas.js';
import { noise } from '../noise.js';
import type { Random } from '../random.js';
import { SURFACE_PIXELS, type Surface } from './surface.js';

const MATS: readonly Colour[] = [
  [36, 92, 78],
  [28, 70, 110],
  [60, 64, 68],
  [48, 110, 70],
  [110, 50, 90],
  [40, 44, 90],
  [25, 28, 30],
];

function grid(context: OffscreenCanvasRenderingContext2D, step: number, style: string, width: number) {
  context.strokeStyle = style;
  context.lineWidth = width;
  context.beginPath();
  for (let at = step / 2; at < SURFACE_PIXELS; at += step) {
    context.moveTo(at, 0);
    context.lineTo(at, SURFACE_PIXELS);
    context.moveTo(0, at);
    context.lineTo(SURFACE_PIXELS, at);
  }
  context.stroke();
}

/** A cutting mat: one colour, a printed grid, knife marks. */
export function cuttingMat(random: Random): Surface {
  const colour = scale(random.pick(MATS), random.range(0.8, 1.25));
  const mottle = noise(random, 40, 40, 3);
  const { canvas, context } = paintPixels(SURFACE_PIXELS, (u, v) =>
    scale(colour, 0.88 + 0.24 * mottle(u, v)),
  );
  const line = mix(
    colour,
    random.pick<Colour>([
      [255, 255, 255],
      [240, 220, 120],
    ]),
    0.7,
  );
  const step = random.range(18, 48);
  if (random.chance(0.85)) grid(context, step, css(line, random.range(0.15, 0.5)), 1);
  if (random.chance(0.5)) grid(context, step * 5, css(line, random.range(0.4, 0.8)), 1.6);
  return { canvas, context, roughness: random.range(0.5, 0.85), metalness: 0 };
}

/** A rubber service mat: ribs or dots. */
export function rubberMat(random: Random): Surface {
  const colour = scale(random.pick(MATS), random.range(0.5, 1.1));
  const mottle = noise(random, 120, 120, 2);
  const pitch = random.range(40, 110);
  const ribs = random.chance(0.5);
  const { canvas, context } = paintPixels(SURFACE_PIXELS, (u, v) => {
    const across = Math.sin(u * pitch * 2 * Math.PI) * (ribs ? 1 : Math.sin(v * pitch * 2 * Math.PI));
    return scale(colour, 0.85 + 0.2 * mottle(u, v) + 0.12 * across);
  });
  return { canvas, context, roughness: random.range(0.6, 0.95), metalness: 0 };
}
