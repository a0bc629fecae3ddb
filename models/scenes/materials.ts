import * as THREE from 'three';
import { paintPixels, type Colour } from './canvas.js';
import { noise } from './noise.js';
import { Random } from './random.js';

/** Textures that all scenes of a page share: they are never disposed of with a scene. */
const SHARED = new Set<THREE.Texture>();
const SCUFFS: THREE.Texture[] = [];
const SCUFF_COUNT = 6;

export const isShared = (texture: THREE.Texture) => SHARED.has(texture);

function scuff(index: number): THREE.Texture {
  const random = new Random(1000 + index);
  const patches = noise(random, 6, 6, 4);
  const lines = noise(random, index % 2 ? 4 : 60, 60, 2);
  const { canvas } = paintPixels(128, (u, v) => {
    const tone = 140 + 90 * patches(u, v) + 70 * (lines(u, v) - 0.5);
    return [tone, tone, tone];
  });
  const texture = new THREE.CanvasTexture(canvas);
  texture.wrapS = texture.wrapT = THREE.MirroredRepeatWrapping;
  SHARED.add(texture);
  return texture;
}

/** Grey patches and scratches, for colour, roughness or relief. */
export function scuffs(random: Random): THREE.Texture {
  const index = random.int(0, SCUFF_COUNT - 1);
  SCUFFS[index] ??= scuff(index);
  return SCUFFS[index];
}

const rgb = (colour: Colour, random: Random, spread: number) => {
  const bright = random.range(1 - spread, 1 + spread);
  const [red, green, blue] = colour.map((value) => Math.min(1, (value / 255) * bright));
  return new THREE.Color().setRGB(red!, green!, blue!, THREE.SRGBColorSpace);
};

const METALS = {
  steel: [190, 192, 196],
  zinc: [205, 208, 205],
  yellowZinc: [205, 185, 125],
  brass: [214, 176, 96],
  copper: [205, 130, 98],
  blackOxide: [62, 62, 66],
  darkSteel: [120, 122, 126],
  rusty: [140, 92, 66],
} satisfies Record<string, Colour>;

export type Metal = keyof typeof METALS;

const COMMON: readonly Metal[] = [
  'steel',
  'steel',
  'zinc',
  'zinc',
  'yellowZinc',
  'brass',
  'blackOxide',
  'darkSteel',
  'rusty',
];

export function metal(random: Random, among: readonly Metal[] = COMMON): THREE.MeshStandardMaterial {
  const kind = random.pick(among);
  const rough = kind === 'rusty' ? random.range(0.6, 0.9) : random.range(0.18, 0.55);
  const texture = scuffs(random);
  return new THREE.MeshStandardMaterial({
    color: rgb(METALS[kind], random, 0.12),
    metalness: kind === 'rusty' ? 0.5 : random.range(0.85, 1),
    roughness: rough,
    map: texture,
    bumpMap: random.chance(0.5) ? texture : null,
    bumpScale: random.range(0.2, 1),
  });
}

const PLASTICS: readonly Colour[] = [
  [200, 40, 35],
  [235, 190, 40],
  [40, 90, 190],
  [45, 140, 70],
  [235, 120, 30],
  [30, 30, 32],
  [235, 235, 230],
  [120, 125, 130],
  [130, 60, 150],
  [60, 180, 190],
];

export function plastic(random: Random, colours: readonly Colour[] = PLASTICS): THREE.MeshStandardMaterial {
  return new THREE.MeshStandardMaterial({
    color: rgb(random.pick(colours), random, 0.15),
    metalness: 0,
    roughness: random.range(0.25, 0.75),
    map: random.chance(0.4) ? scuffs(random) : null,
  });
}

const TIMBERS: readonly Colour[] = [
  [214, 180, 132],
  [180, 132, 86],
  [150, 104, 66],
  [230, 205, 165],
];

export function timber(random: Random): THREE.MeshStandardMaterial {
  return new THREE.MeshStandardMaterial({
    color: rgb(random.pick(TIMBERS), random, 0.1),
    metalness: 0,
    roughness: random.range(0.6, 0.95),
    map: scuffs(random),
  });
}

/** Matt black: the inside of holes, recesses, rubber. */
export function dark(random: Random): THREE.MeshStandardMaterial {
  return plastic(random, [[26, 26, 28]]);
}

/** A drawing wrapped around a part, such as a battery's label. */
export function printed(
  canvas: OffscreenCanvas,
  roughness: number,
  metalness = 0,
): THREE.MeshStandardMaterial {
  const map = new THREE.CanvasTexture(canvas);
  map.colorSpace = THREE.SRGBColorSpace;
  map.anisotropy = 4;
  return new THREE.MeshStandardMaterial({ map, roughness, metalness });
}
