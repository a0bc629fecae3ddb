import * as THREE from 'three';
import { metal, plastic } from '../materials.js';
import type { Random } from '../random.js';
import { disc, group, hole, mesh, plate, polygon } from './shapes.js';

function bladeOutline(random: Random, width: number): THREE.Shape {
  const shape = new THREE.Shape();
  const end = 1;
  shape.moveTo(0.2, -width);
  shape.lineTo(end - width, -width);
  shape.lineTo(end, -width * 0.2);
  const cuts = random.int(5, 7);
  const start = 0.46;
  let x = end - width * 0.6;
  const step = (x - start) / cuts;
  for (let cut = 0; cut < cuts; cut++) {
    const depth = width * random.range(-0.25, 0.85);
    shape.lineTo(x - step * 0.35, depth);
    shape.lineTo(x - step * 0.65, depth);
    x -= step;
    shape.lineTo(x, width * 0.95);
  }
  shape.lineTo(0.42, width);
  shape.lineTo(0.2, width);
  return shape;
}

function bowOutline(random: Random, radius: number): THREE.Shape {
  const kind = random.int(0, 2);
  const shape = kind === 0 ? disc(radius) : polygon(kind === 1 ? 6 : 8, radius * 1.05);
  const eye = random.range(0.2, 0.45) * radius;
  shape.holes.push(hole(-radius * random.range(0.2, 0.45), 0, eye));
  return shape;
}

/** Cylinder-lock key: a bow with an eye, a blade with cuts. */
export function key(random: Random): THREE.Object3D {
  const material = metal(random, ['brass', 'brass', 'steel', 'zinc', 'yellowZinc', 'darkSteel']);
  const thickness = random.range(0.03, 0.05);
  const radius = random.range(0.17, 0.22);
  const blade = plate(bladeOutline(random, random.range(0.06, 0.085)), thickness, 0.006);
  const covered = random.chance(0.3);
  const bow = plate(bowOutline(random, radius), covered ? thickness * 2.4 : thickness * 1.15, 0.01);
  const groove = new THREE.BoxGeometry(0.55, 0.004, 0.018).translate(0.68, thickness, -0.02);
  const shaded = material.clone();
  shaded.color.multiplyScalar(0.35);
  return group(mesh(blade, material), mesh(bow, covered ? plastic(random) : material), mesh(groove, shaded));
}
