import { css, mix, paintPixels, scale, type Colour } from '../canvas.js';
import { noise } from '../noise.js';
import type { Random } from '../random.js';
import { SURFACE_PIXELS, type Surface } from './surface.js';

/** A sheet of steel or aluminium, brushed one way, worn in patches. */
export function sheetMetal(random: Random): Surface {
  const base = random.range(105, 190);
  const tint: Colour = [base * random.range(0.94, 1.04), base, base * random.range(0.97, 1.07)];
  const brushed = noise(random, 3, 220, 2);
  const worn = noise(random, 5, 5, 4);
  const { canvas, context } = paintPixels(SURFACE_PIXELS, (u, v) =>
    scale(tint, 0.7 + 0.25 * brushed(u, v) + 0.35 * worn(u, v)),
  );
  return { canvas, context, roughness: random.range(0.35, 0.6), metalness: random.range(0.3, 0.8) };
}

/** Concrete: clouds, pits and fine cracks. */
export function concrete(random: Random): Surface {
  const base = random.range(110, 185);
  const tint: Colour = [base * 1.02, base, base * random.range(0.92, 1)];
  const clouds = noise(random, 4, 4, 5);
  const sand = noise(random, 200, 200, 1);
  const { canvas, context } = paintPixels(SURFACE_PIXELS, (u, v) =>
    scale(tint, 0.62 + 0.5 * clouds(u, v) + 0.22 * sand(u, v)),
  );
  for (let pit = random.int(0, 160); pit > 0; pit--) {
    context.fillStyle = css([30, 30, 30], random.range(0.2, 0.6));
    context.beginPath();
    context.arc(
      random.range(0, SURFACE_PIXELS),
      random.range(0, SURFACE_PIXELS),
      random.range(0.5, 2.2),
      0,
      7,
    );
    context.fill();
  }
  return { canvas, context, roughness: random.range(0.7, 1), metalness: 0 };
}

/** A laminate or stone top: speckles of a few tones. */
export function speckledTop(random: Random): Surface {
  const base = random.range(50, 215);
  const ground: Colour = [base, base * random.range(0.95, 1.02), base * random.range(0.88, 1.04)];
  const tones: Colour[] = [
    scale(ground, 0.55),
    mix(ground, [255, 255, 255], 0.5),
    mix(ground, [140, 90, 60], 0.5),
  ];
  const { canvas, context } = paintPixels(SURFACE_PIXELS, () => ground);
  const size = random.range(0.8, 3.2);
  for (let speck = 0; speck < 5000; speck++) {
    context.fillStyle = css(random.pick(tones), random.range(0.2, 0.7));
    const width = size * random.range(0.4, 1.6);
    context.fillRect(
      random.range(0, SURFACE_PIXELS),
      random.range(0, SURFACE_PIXELS),
      width,
      width * random.range(0.5, 1.5),
    );
  }
  return { canvas, context, roughness: random.range(0.2, 0.6), metalness: 0 };
}

/** Painted board or plastic: one colour, hardly any structure. */
export function paintedTop(random: Random): Surface {
  const white = random.range(40, 235);
  const colour: Colour = [
    white * random.range(0.7, 1.1),
    white * random.range(0.8, 1.08),
    white * random.range(0.7, 1.1),
  ];
  const stain = noise(random, 6, 6, 4);
  const grain = noise(random, 180, 180, 1);
  const { canvas, context } = paintPixels(SURFACE_PIXELS, (u, v) =>
    scale(colour, 0.86 + 0.2 * stain(u, v) + 0.05 * grain(u, v)),
  );
  return { canvas, context, roughness: random.range(0.25, 0.85), metalness: 0 };
}
