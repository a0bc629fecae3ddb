import { css, mix, paintPixels, scale, type Colour } from '../canvas.js';
import { noise } from '../noise.js';
import type { Random } from '../random.js';
import { SURFACE_PIXELS, type Surface } from './surface.js';

const DYES: readonly Colour[] = [
  [150, 40, 40],
  [40, 60, 120],
  [200, 195, 180],
  [90, 95, 70],
  [70, 70, 75],
  [190, 150, 90],
  [60, 110, 120],
];

/** Shop cloth: a weave under soft folds, sometimes with stripes. */
export function cloth(random: Random): Surface {
  const dye = scale(random.pick(DYES), random.range(0.8, 1.15));
  const stripe = mix(dye, random.pick(DYES), 0.6);
  const threads = random.range(70, 150);
  const stripes = random.chance(0.35) ? random.range(4, 14) : 0;
  const folds = noise(random, 3, 5, 3);
  const fuzz = noise(random, 250, 250, 1);
  const { canvas, context } = paintPixels(SURFACE_PIXELS, (u, v) => {
    const weave = Math.sin(u * threads * 6.283) * Math.sin(v * threads * 6.283);
    const colour = stripes && (u * stripes) % 1 < 0.3 ? stripe : dye;
    return scale(colour, 0.6 + 0.45 * folds(u, v) + 0.13 * weave + 0.22 * fuzz(u, v));
  });
  return { canvas, context, roughness: 1, metalness: 0 };
}

const PAPERS: readonly Colour[] = [
  [240, 238, 230],
  [196, 158, 112],
  [222, 214, 190],
  [180, 200, 220],
  [176, 140, 100],
];

/** Paper or cardboard: fibres, sometimes squared, ruled or corrugated. */
export function paper(random: Random): Surface {
  const colour = random.pick(PAPERS);
  const fibres = noise(random, 60, 140, 3);
  const waves = random.chance(0.25) ? random.range(40, 90) : 0;
  const { canvas, context } = paintPixels(SURFACE_PIXELS, (u, v) =>
    scale(colour, 0.86 + 0.16 * fibres(u, v) + (waves ? 0.05 * Math.sin(u * waves * 6.283) : 0)),
  );
  if (!waves && random.chance(0.5)) {
    const step = random.range(12, 30);
    const squared = random.chance(0.6);
    context.fillStyle = css([90, 120, 190], random.range(0.25, 0.6));
    for (let at = step; at < SURFACE_PIXELS; at += step) {
      context.fillRect(0, at, SURFACE_PIXELS, 1);
      if (squared) context.fillRect(at, 0, 1, SURFACE_PIXELS);
    }
  }
  return { canvas, context, roughness: random.range(0.75, 1), metalness: 0 };
}
