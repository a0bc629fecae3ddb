import * as THREE from 'three';
import { dark, metal, plastic } from '../materials.js';
import type { Random } from '../random.js';
import { disc, group, hole, mesh, plate } from './shapes.js';

function toothedRim(teeth: number, root: number, tip: number): THREE.Shape {
  const points: THREE.Vector2[] = [];
  const corner = (turn: number, radius: number) => {
    const angle = (2 * Math.PI * turn) / teeth;
    points.push(new THREE.Vector2(radius * Math.cos(angle), radius * Math.sin(angle)));
  };
  for (let tooth = 0; tooth < teeth; tooth++) {
    corner(tooth, root);
    corner(tooth + 0.42, root);
    corner(tooth + 0.57, tip);
    corner(tooth + 0.85, tip);
  }
  return new THREE.Shape(points);
}

/** Spur gear: teeth, bore, often a hub and lightening holes. */
export function gear(random: Random): THREE.Object3D {
  const material = random.chance(0.75) ? metal(random) : plastic(random);
  const teeth = random.int(10, 26);
  const root = 0.5 - Math.min(0.1, 1.15 / teeth);
  const bore = random.range(0.07, 0.14);
  const shape = toothedRim(teeth, root, 0.5);
  shape.holes.push(hole(0, 0, bore));
  if (random.chance(0.5)) {
    const count = random.int(3, 6);
    const ring = (bore + root) / 2 + 0.02;
    const radius = Math.min(0.09, (root - bore) * 0.3);
    for (let i = 0; i < count; i++) {
      const angle = (2 * Math.PI * i) / count;
      shape.holes.push(hole(ring * Math.cos(angle), ring * Math.sin(angle), radius));
    }
  }
  const thickness = random.range(0.1, 0.26);
  const result = group(mesh(plate(shape, thickness, 0.01, 14), material));
  if (random.chance(0.6)) {
    const hub = disc(bore * random.range(1.5, 2));
    hub.holes.push(hole(0, 0, bore));
    result.add(mesh(plate(hub, thickness + random.range(0.05, 0.16), 0.01), material));
  }
  return result;
}

function ring(outer: number, inner: number, height: number, lift: number): THREE.BufferGeometry {
  const shape = disc(outer);
  shape.holes.push(hole(0, 0, inner));
  return plate(shape, height, 0.012, 28).translate(0, lift, 0);
}

/** Ball bearing: two races, and between them balls or a shield. */
export function bearing(random: Random): THREE.Object3D {
  const steel = metal(random, ['steel', 'zinc', 'darkSteel']);
  const height = random.range(0.22, 0.36);
  const bore = random.range(0.16, 0.24);
  const innerRace = bore + random.range(0.06, 0.09);
  const outerRace = 0.5 - random.range(0.06, 0.09);
  const result = group(
    mesh(ring(0.5, outerRace, height, 0), steel),
    mesh(ring(innerRace, bore, height, 0), steel),
  );
  if (random.chance(0.5)) {
    const shield = random.chance(0.6)
      ? plastic(random, [
          [28, 28, 30],
          [170, 45, 35],
          [40, 70, 150],
        ])
      : metal(random, ['darkSteel', 'brass']);
    result.add(mesh(ring(outerRace, innerRace, height * 0.86, height * 0.05), shield));
    return result;
  }
  result.add(mesh(ring(outerRace, innerRace, height * 0.3, height * 0.1), dark(random)));
  const radius = (outerRace - innerRace) * 0.5;
  const circle = (outerRace + innerRace) / 2;
  const count = Math.floor((2 * Math.PI * circle) / (radius * 2.35));
  for (let i = 0; i < count; i++) {
    const angle = (2 * Math.PI * i) / count;
    const ball = new THREE.SphereGeometry(radius, 12, 8);
    ball.translate(circle * Math.cos(angle), height * 0.6, circle * Math.sin(angle));
    result.add(mesh(ball, steel));
  }
  return result;
}
