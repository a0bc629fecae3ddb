import { css, mix, paintPixels, scale, type Colour } from '../canvas.js';
import { noise } from '../noise.js';
import type { Random } from '../random.js';
import { SURFACE_PIXELS, type Surface } from './surface.js';

const WOODS: readonly (readonly [Colour, Colour])[] = [
  [
    [205, 170, 125],
    [160, 118, 75],
  ],
  [
    [181, 137, 90],
    [120, 80, 45],
  ],
  [
    [222, 196, 155],
    [190, 155, 110],
  ],
  [
    [128, 88, 58],
    [78, 50, 32],
  ],
  [
    [168, 150, 130],
    [120, 102, 84],
  ],
  [
    [196, 140, 92],
    [150, 92, 52],
  ],
];

/** Boards side by side: rings bent by noise, fine grain along the board, gaps between the boards. */
export function wood(random: Random): Surface {
  const [light, dark] = random.pick(WOODS);
  const boards = random.int(1, 6);
  const ringCount = random.range(5, 14);
  const bend = noise(random, 0.8, 6, 3);
  const grain = noise(random, 6, 160, 2);
  const tone = Array.from({ length: boards }, () => random.range(0.85, 1.1));
  const shift = Array.from({ length: boards }, () => random.range(0, 50));
  const { canvas, context } = paintPixels(SURFACE_PIXELS, (u, v) => {
    const board = Math.min(boards - 1, Math.floor(v * boards));
    const along = u + shift[board]!;
    const rings = 0.5 + 0.5 * Math.sin((v + bend(along, v)) * ringCount * 6);
    const colour = mix(light, dark, 0.55 * rings + 0.45 * grain(along, v));
    return scale(colour, tone[board]!);
  });
  context.fillStyle = css(scale(dark, 0.35), 0.8);
  for (let board = 1; board < boards; board++) {
    context.fillRect(0, (board / boards) * SURFACE_PIXELS - 1, SURFACE_PIXELS, random.range(1, 3));
  }
  return { canvas, context, roughness: random.range(0.45, 0.9), metalness: 0 };
}

/** Chipboard and OSB: flakes of wood thrown over each other. */
export function chipboard(random: Random): Surface {
  const [light, dark] = random.pick(WOODS);
  const { canvas, context } = paintPixels(SURFACE_PIXELS, () => mix(light, dark, 0.5));
  const length = random.range(8, 50);
  for (let flake = 0; flake < 1800; flake++) {
    context.save();
    context.translate(random.range(0, SURFACE_PIXELS), random.range(0, SURFACE_PIXELS));
    context.rotate(random.angle());
    context.fillStyle = css(mix(light, dark, random.next()), random.range(0.3, 0.9));
    context.fillRect(0, 0, length * random.range(0.5, 1.4), length * random.range(0.1, 0.5));
    context.restore();
  }
  return { canvas, context, roughness: random.range(0.6, 0.95), metalness: 0 };
}
