import { css } from '../canvas.js';
import type { Random } from '../random.js';
import { SURFACE_PIXELS, type Surface } from './surface.js';

type Context = OffscreenCanvasRenderingContext2D;

const anywhere = (random: Random) => random.range(0, SURFACE_PIXELS);

function stains(context: Context, random: Random) {
  for (let stain = random.int(0, 5); stain > 0; stain--) {
    const x = anywhere(random);
    const y = anywhere(random);
    const radius = random.range(10, 90);
    const gradient = context.createRadialGradient(x, y, radius * random.range(0, 0.7), x, y, radius);
    gradient.addColorStop(0, css([30, 22, 14], random.range(0.05, 0.4)));
    gradient.addColorStop(1, css([30, 22, 14], 0));
    context.fillStyle = gradient;
    context.fillRect(x - radius, y - radius, 2 * radius, 2 * radius);
  }
}

function scratches(context: Context, random: Random) {
  for (let scratch = random.int(0, 40); scratch > 0; scratch--) {
    const x = anywhere(random);
    const y = anywhere(random);
    const angle = random.angle();
    const length = random.range(8, 130);
    const tone = random.chance(0.5) ? 240 : 20;
    context.strokeStyle = css([tone, tone, tone], random.range(0.05, 0.35));
    context.lineWidth = random.range(0.5, 1.6);
    context.beginPath();
    context.moveTo(x, y);
    context.quadraticCurveTo(
      x + length * Math.cos(angle + 0.2),
      y + length * Math.sin(angle + 0.2),
      x + 2 * length * Math.cos(angle),
      y + 2 * length * Math.sin(angle),
    );
    context.stroke();
  }
}

/** Saw dust, swarf, crumbs. */
function dust(context: Context, random: Random) {
  const tone = random.pick([
    [225, 195, 140],
    [40, 40, 40],
    [200, 200, 205],
  ] as const);
  const size = random.range(0.6, 2.4);
  for (let grain = random.int(0, 500); grain > 0; grain--) {
    context.fillStyle = css(tone, random.range(0.2, 0.8));
    context.fillRect(
      anywhere(random),
      anywhere(random),
      size * random.range(0.4, 2),
      size * random.range(0.4, 1.4),
    );
  }
}

function pencilLines(context: Context, random: Random) {
  context.strokeStyle = css([50, 50, 60], random.range(0.3, 0.7));
  context.lineWidth = random.range(0.7, 1.6);
  for (let line = random.int(1, 6); line > 0; line--) {
    context.beginPath();
    context.moveTo(anywhere(random), anywhere(random));
    context.lineTo(anywhere(random), anywhere(random));
    context.stroke();
  }
  context.font = `${random.int(12, 30)}px sans-serif`;
  context.fillStyle = context.strokeStyle;
  if (random.chance(0.5)) context.fillText(`${random.int(1, 999)}`, anywhere(random), anywhere(random));
}

/** What work leaves on a bench top. */
export function addMarks(surface: Surface, random: Random) {
  if (random.chance(0.6)) stains(surface.context, random);
  if (random.chance(0.7)) scratches(surface.context, random);
  if (random.chance(0.5)) dust(surface.context, random);
  if (random.chance(0.25)) pencilLines(surface.context, random);
}
