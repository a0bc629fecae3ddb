import type { Surroundings } from '../shape/surroundings.js';

/** What is certain before a shape is looked for, a flag for each pixel of the surroundings. */
export interface Seeds {
  /** Surely the object. */
  readonly object: Uint8Array;
  /** Surely what surrounds it. */
  readonly around: Uint8Array;
}

/** Of the surroundings' shorter side: along their edge lies nothing of the object. */
const BORDER = 0.04;

/** Pixels along the edge that are surely not the object. */
export function borderOf({ width, height }: Pick<Surroundings, 'width' | 'height'>): number {
  return Math.max(1, Math.floor(BORDER * Math.min(width, height)));
}

/**
 * The hottest part is the object, the edge is not. Where the surroundings end because the picture does, the edge says
 * nothing: an object that the picture cuts goes on to there.
 *
 * @param sure of the draft's own peak: at least so hot is surely the object
 */
export function seedsOf({ width, height, heat, cut }: Surroundings, sure: number): Seeds {
  const edge = borderOf({ width, height });
  const left = cut.left ? 0 : edge;
  const top = cut.top ? 0 : edge;
  const right = width - (cut.right ? 0 : edge);
  const bottom = height - (cut.bottom ? 0 : edge);
  const object = new Uint8Array(width * height);
  const around = new Uint8Array(width * height);
  for (let y = 0, i = 0; y < height; y++) {
    const isEdgeRow = y < top || y >= bottom;
    for (let x = 0; x < width; x++, i++) {
      if (isEdgeRow || x < left || x >= right) around[i] = 1;
      else if (heat[i] >= sure) object[i] = 1;
    }
  }
  return { object, around };
}
