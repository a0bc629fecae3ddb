import type { Random } from '../random.js';
import { cloth, paper } from './fabric.js';
import { addMarks } from './marks.js';
import { cuttingMat, rubberMat } from './mat.js';
import { concrete, paintedTop, sheetMetal, speckledTop } from './mineral.js';
import type { Surface, SurfacePainter } from './surface.js';
import { chipboard, wood } from './wood.js';

const PAINTERS = {
  wood,
  chipboard,
  cuttingMat,
  rubberMat,
  sheetMetal,
  concrete,
  speckledTop,
  paintedTop,
  cloth,
  paper,
} satisfies Record<string, SurfacePainter>;

export type SurfaceKind = keyof typeof PAINTERS;

const KINDS = Object.keys(PAINTERS) as SurfaceKind[];
const WEIGHTS: Record<SurfaceKind, number> = {
  wood: 3,
  chipboard: 1,
  cuttingMat: 2,
  rubberMat: 1,
  sheetMetal: 1.3,
  concrete: 1,
  speckledTop: 1,
  paintedTop: 1.5,
  cloth: 1,
  paper: 1.2,
};

export function drawSurface(random: Random): Surface & { kind: SurfaceKind } {
  const kind = KINDS[random.weighted(KINDS.map((name) => WEIGHTS[name]))]!;
  const surface = PAINTERS[kind](random);
  addMarks(surface, random);
  return { ...surface, kind };
}
