import * as THREE from 'three';
import { metal, plastic } from '../materials.js';
import type { Random } from '../random.js';
import { disc, group, hole, mesh, plate, turned } from './shapes.js';

/** Outline of an open jaw around the origin that opens towards +x, tilted by `tilt`. */
function jawOutline(radius: number, gap: number, tilt: number): THREE.Shape {
  const points: THREE.Vector2[] = [];
  const mouth = Math.asin(gap / radius);
  for (let i = 0; i <= 24; i++) {
    const angle = mouth + ((2 * Math.PI - 2 * mouth) * i) / 24;
    points.push(new THREE.Vector2(radius * Math.cos(angle) * 1.08, radius * Math.sin(angle)));
  }
  points.push(
    new THREE.Vector2(-radius * 0.15, -gap),
    new THREE.Vector2(-radius * 0.4, 0),
    new THREE.Vector2(-radius * 0.15, gap),
  );
  const centre = new THREE.Vector2();
  return new THREE.Shape(points.map((point) => point.rotateAround(centre, tilt)));
}

/** Spanner: two open jaws, or one jaw and one ring. Lies along x. */
export function spanner(random: Random): THREE.Object3D {
  const material = metal(random, ['steel', 'zinc', 'zinc', 'darkSteel', 'blackOxide']);
  const thickness = random.range(0.045, 0.065);
  const large = random.range(0.12, 0.15);
  const small = random.range(0.095, 0.12);
  const tilt = random.pick([-1, 1]) * random.range(0.15, 0.35);
  const jaw = plate(jawOutline(large, large * 0.55, tilt), thickness, 0.012).translate(0.5 - large, 0, 0);
  const result = group(mesh(jaw, material));
  if (random.chance(0.55)) {
    const ring = disc(small);
    ring.holes.push(hole(0, 0, small * random.range(0.55, 0.65)));
    result.add(mesh(plate(ring, thickness * 1.2, 0.012).translate(small - 0.5, 0, 0), material));
  } else {
    const other = jawOutline(small, small * 0.55, Math.PI + tilt);
    result.add(mesh(plate(other, thickness, 0.012).translate(small - 0.5, 0, 0), material));
  }
  const width = random.range(0.035, 0.05);
  const left = -0.5 + small * 1.85;
  const right = 0.5 - large * 1.9;
  const shaft = new THREE.Shape();
  shaft.moveTo(left, -width * 1.2);
  shaft.lineTo(right, -width * 1.4);
  shaft.lineTo(right, width * 1.4);
  shaft.lineTo(left, width * 1.2);
  result.add(mesh(plate(shaft, thickness * 0.85, 0.012), material));
  const groove = new THREE.BoxGeometry((right - left) * 0.8, 0.004, width * 1.1);
  const shaded = material.clone();
  shaded.color.multiplyScalar(0.6);
  result.add(mesh(groove.translate((left + right) / 2, thickness * 0.86, 0), shaded));
  return result;
}

/** Screwdriver: a fluted handle, a round blade, a flat or pointed tip. Lies along x. */
export function screwdriver(random: Random): THREE.Object3D {
  const handle = plastic(random);
  const length = random.range(0.38, 0.5);
  const radius = random.range(0.065, 0.095);
  const start = -0.5;
  const grip = turned(
    [
      [start, 0],
      [start, radius * 0.6],
      [start + 0.03, radius * 0.95],
      [start + length * 0.35, radius],
      [start + length * 0.62, radius * 0.86],
      [start + length * 0.78, radius * 0.62],
      [start + length * 0.86, radius * 0.8],
      [start + length, radius * 0.5],
      [start + length, 0],
    ],
    random.pick([6, 8, 20]),
  );
  const blade = metal(random, ['steel', 'zinc', 'darkSteel', 'blackOxide']);
  const shaft = radius * random.range(0.25, 0.36);
  const tip = random.chance(0.5) ? ([0.5, shaft * 0.25] as const) : ([0.5, shaft * 0.7] as const);
  const rod = turned([[start + length, shaft], [0.44, shaft], tip, [0.5, 0]], 12);
  const result = group(mesh(grip, handle), mesh(rod, blade));
  if (random.chance(0.5)) {
    const band = turned(
      [
        [start + length * 0.08, radius * 0.98],
        [start + length * 0.1, radius * 1.06],
        [start + length * 0.3, radius * 1.07],
        [start + length * 0.32, radius * 1.0],
      ],
      20,
    );
    result.add(mesh(band, plastic(random)));
  }
  return result;
}
