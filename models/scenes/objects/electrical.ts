import * as THREE from 'three';
import { createCanvas, css, type Colour } from '../canvas.js';
import { dark, metal, printed } from '../materials.js';
import type { Random } from '../random.js';
import { group, mesh, turned } from './shapes.js';

const WRAPS: readonly (readonly [Colour, Colour])[] = [
  [
    [28, 28, 30],
    [200, 130, 60],
  ],
  [
    [190, 30, 35],
    [240, 240, 240],
  ],
  [
    [30, 70, 160],
    [235, 205, 60],
  ],
  [
    [35, 130, 70],
    [235, 235, 235],
  ],
  [
    [230, 200, 40],
    [30, 30, 30],
  ],
  [
    [210, 210, 215],
    [40, 90, 190],
  ],
  [
    [235, 120, 30],
    [35, 35, 40],
  ],
];

/** The wrap's u runs around the cell, its v along it. */
function wrap(random: Random): OffscreenCanvas {
  const { canvas, context } = createCanvas(128, 128);
  const [body, band] = random.pick(WRAPS);
  const split = random.range(0.18, 0.4) * 128;
  context.fillStyle = css(body);
  context.fillRect(0, 0, 128, 128);
  context.fillStyle = css(band);
  if (random.chance(0.5)) context.fillRect(0, 0, 128, split);
  else context.fillRect(0, 128 - split, 128, split);
  context.fillStyle = css(random.chance(0.5) ? band : [245, 245, 245]);
  for (let side = 0; side < 2; side++) {
    context.save();
    context.translate(32 + 64 * side, 100);
    context.rotate(-Math.PI / 2);
    context.font = 'bold 22px sans-serif';
    context.fillText(random.pick(['POWER', 'AA 1.5V', 'ULTRA', 'MAX', 'CELL', 'LR6']), 0, 8, 80);
    context.restore();
  }
  return canvas;
}

/** Round cell, AAA to C: wrapped body, bare ends, the positive nub. Lies along x. */
export function battery(random: Random): THREE.Object3D {
  const radius = random.pick([0.12, 0.145, 0.145, 0.16, 0.26]);
  const body = new THREE.CylinderGeometry(radius, radius, 0.94, 28, 1, true).rotateZ(-Math.PI / 2);
  const ends = metal(random, ['zinc', 'steel', 'yellowZinc']);
  const nub = radius * random.range(0.3, 0.42);
  const cap = turned(
    [
      [-0.475, 0],
      [-0.475, radius * 0.8],
      [-0.465, radius],
      [-0.46, radius],
    ],
    28,
  );
  const top = turned(
    [
      [0.46, radius],
      [0.47, radius * 0.9],
      [0.472, nub],
      [0.515, nub * 0.9],
      [0.515, 0],
    ],
    28,
  );
  ends.side = THREE.DoubleSide;
  const turnedBody = group(mesh(body, printed(wrap(random), random.range(0.25, 0.55), random.range(0, 0.5))));
  turnedBody.rotation.x = random.angle();
  return group(turnedBody, mesh(cap, ends), mesh(top, ends));
}

function marking(random: Random, width: number, depth: number): OffscreenCanvas {
  const { canvas, context } = createCanvas(128, 64);
  const tone = random.range(22, 52);
  context.fillStyle = css([tone, tone, tone + 2]);
  context.fillRect(0, 0, 128, 64);
  context.fillStyle = css([205, 205, 200], random.range(0.5, 0.95));
  context.font = `${Math.round(15 * Math.min(1, (2 * depth) / width) + 6)}px monospace`;
  context.fillText(`${random.pick(['SN', 'LM', 'NE', 'CD', 'TL'])}${random.int(100, 7999)}N`, 20, 28, 96);
  context.fillText(`${random.int(1000, 9999)}${random.pick(['A', 'B', 'X'])}`, 20, 48, 96);
  return canvas;
}

/** Dual in-line chip: black body, notch, two rows of legs. */
export function chip(random: Random): THREE.Object3D {
  const legs = random.int(4, 12);
  const pitch = 1 / legs;
  const depth = Math.min(0.62, random.range(0.24, 0.34) + 0.6 * pitch);
  const height = random.range(0.11, 0.16);
  const lift = random.range(0.06, 0.1);
  const black = dark(random);
  const top = printed(marking(random, 1, depth), random.range(0.4, 0.8));
  const body = new THREE.Mesh(new THREE.BoxGeometry(1, height, depth), [
    black,
    black,
    top,
    black,
    black,
    black,
  ]);
  body.position.y = lift + height / 2;
  body.castShadow = body.receiveShadow = true;
  const result = group(body);
  const notch = new THREE.CylinderGeometry(depth * 0.11, depth * 0.11, 0.004, 14);
  result.add(mesh(notch.translate(-0.5 + depth * 0.1, lift + height, 0), metal(random, ['blackOxide'])));
  const pin = metal(random, ['zinc', 'steel']);
  const flat = new THREE.BoxGeometry(pitch * 0.42, 0.02, 0.09);
  const foot = new THREE.BoxGeometry(pitch * 0.32, lift + height * 0.5, 0.02);
  for (let leg = 0; leg < legs; leg++) {
    const x = -0.5 + pitch * (leg + 0.5);
    for (const side of [-1, 1]) {
      const shoulder = mesh(flat, pin);
      shoulder.position.set(x, lift + height * 0.5, side * (depth / 2 + 0.04));
      const down = mesh(foot, pin);
      down.position.set(x, (lift + height * 0.5) / 2, side * (depth / 2 + 0.085));
      result.add(shoulder, down);
    }
  }
  return result;
}
