import * as THREE from 'three';
import { createCanvas, css, type Colour } from '../canvas.js';
import { dark, metal, plastic, printed, timber } from '../materials.js';
import type { Random } from '../random.js';
import { disc, group, hole, mesh, plate, turned } from './shapes.js';

const halfTurned = (profile: [number, number][], segments = 28) =>
  turned(profile, segments).rotateZ(Math.PI / 2);

export function woodenBlock(random: Random): THREE.Object3D {
  const geometry = new THREE.BoxGeometry(1, random.range(0.15, 0.5), random.range(0.25, 0.9));
  return group(mesh(geometry, timber(random)));
}

export function dowel(random: Random): THREE.Object3D {
  const radius = random.range(0.04, 0.1);
  const geometry = new THREE.CylinderGeometry(radius, radius, 1, 20).rotateZ(Math.PI / 2);
  return group(mesh(geometry, random.chance(0.6) ? timber(random) : plastic(random)));
}

export function pencil(random: Random): THREE.Object3D {
  const radius = random.range(0.028, 0.04);
  const barrel = new THREE.CylinderGeometry(radius, radius, 0.82, 6)
    .rotateZ(Math.PI / 2)
    .translate(-0.09, 0, 0);
  const cone = turned(
    [
      [0.32, radius],
      [0.45, radius * 0.3],
    ],
    12,
  );
  const lead = turned(
    [
      [0.45, radius * 0.3],
      [0.5, 0],
    ],
    12,
  );
  return group(mesh(barrel, plastic(random)), mesh(cone, timber(random)), mesh(lead, dark(random)));
}

export function tapeRoll(random: Random): THREE.Object3D {
  const height = random.range(0.25, 0.5);
  const core = random.range(0.3, 0.37);
  const tape = disc(0.5);
  tape.holes.push(hole(0, 0, core));
  const card = disc(core);
  card.holes.push(hole(0, 0, core - 0.03));
  return group(
    mesh(plate(tape, height, 0, 28), plastic(random)),
    mesh(plate(card, height, 0, 28), timber(random)),
  );
}

export function cable(random: Random): THREE.Object3D {
  const points = [new THREE.Vector3(-0.5, 0, 0)];
  for (let i = 1; i < 7; i++) {
    points.push(new THREE.Vector3(-0.5 + i / 6 + random.range(-0.15, 0.15), 0, random.range(-0.35, 0.35)));
  }
  const curve = new THREE.CatmullRomCurve3(points);
  return group(mesh(new THREE.TubeGeometry(curve, 90, random.range(0.012, 0.028), 7), plastic(random)));
}

export function note(random: Random): THREE.Object3D {
  const { canvas, context } = createCanvas(128, 128);
  const sheet = random.pick<Colour>([
    [245, 235, 130],
    [240, 240, 236],
    [250, 180, 190],
    [170, 215, 240],
    [200, 165, 120],
  ]);
  context.fillStyle = css(sheet);
  context.fillRect(0, 0, 128, 128);
  context.fillStyle = css([40, 45, 70], 0.8);
  for (let line = random.int(0, 6); line > 0; line--) {
    context.fillRect(14, 14 + line * 16, random.range(20, 100), random.range(1.5, 4));
  }
  const geometry = new THREE.BoxGeometry(1, 0.006, random.range(0.5, 1));
  return group(mesh(geometry, printed(canvas, 0.9)));
}

export function ball(random: Random): THREE.Object3D {
  const material = random.chance(0.3) ? metal(random) : plastic(random);
  return group(mesh(new THREE.SphereGeometry(0.5, 28, 18), material));
}

export function cup(random: Random): THREE.Object3D {
  const height = random.range(0.5, 0.9);
  const outer: [number, number][] = [
    [0, 0],
    [0, 0.38],
    [height, 0.5],
    [height, 0.46],
    [0.05, 0.34],
    [0.05, 0],
  ];
  const material = plastic(random);
  material.side = THREE.DoubleSide;
  return group(mesh(halfTurned(outer), material));
}

export function sponge(random: Random): THREE.Object3D {
  const depth = random.range(0.5, 0.75);
  const lower = mesh(new THREE.BoxGeometry(1, 0.2, depth), plastic(random));
  const upper = mesh(new THREE.BoxGeometry(1, 0.08, depth).translate(0, 0.14, 0), plastic(random));
  return group(lower, upper);
}

export function ruler(random: Random): THREE.Object3D {
  const { canvas, context } = createCanvas(256, 32);
  context.fillStyle = css(
    random.pick<Colour>([
      [225, 205, 150],
      [200, 204, 208],
      [235, 190, 50],
      [230, 232, 235],
    ]),
  );
  context.fillRect(0, 0, 256, 32);
  context.fillStyle = '#222';
  for (let tick = 0; tick < 64; tick++) context.fillRect(tick * 4, 0, 1, tick % 5 ? 7 : 14);
  return group(mesh(new THREE.BoxGeometry(1, 0.015, random.range(0.07, 0.13)), printed(canvas, 0.4, 0.1)));
}

export function cap(random: Random): THREE.Object3D {
  const height = random.range(0.15, 0.45);
  const top = random.range(0.38, 0.5);
  const profile: [number, number][] = [
    [0, 0.5],
    [height * 0.85, top],
    [height, top * 0.92],
    [height, 0],
  ];
  return group(mesh(halfTurned(profile, random.pick([18, 32])), plastic(random)));
}

export function eraser(random: Random): THREE.Object3D {
  const depth = random.range(0.3, 0.5);
  const height = random.range(0.15, 0.3);
  const bare = mesh(
    new THREE.BoxGeometry(1, height, depth),
    plastic(random, [
      [240, 240, 236],
      [230, 150, 150],
    ]),
  );
  const sleeve = mesh(
    new THREE.BoxGeometry(0.6, height * 1.04, depth * 1.03).translate(-0.15, 0, 0),
    plastic(random),
  );
  return group(bare, sleeve);
}

export function studBrick(random: Random): THREE.Object3D {
  const material = plastic(random);
  const columns = random.int(2, 4);
  const unit = 1 / columns;
  const result = group(mesh(new THREE.BoxGeometry(1, unit * 1.1, unit * 2), material));
  const stud = new THREE.CylinderGeometry(unit * 0.3, unit * 0.3, unit * 0.22, 16);
  for (let column = 0; column < columns; column++) {
    for (const row of [-0.5, 0.5]) {
      const part = mesh(stud, material);
      part.position.set(-0.5 + unit * (column + 0.5), unit * 0.66, row * unit);
      result.add(part);
    }
  }
  return result;
}

export function bracket(random: Random): THREE.Object3D {
  const width = random.range(0.2, 0.32);
  const shape = new THREE.Shape();
  shape.moveTo(0, 0);
  shape.lineTo(1, 0);
  shape.lineTo(1, width);
  shape.lineTo(width, width);
  shape.lineTo(width, 0.8);
  shape.lineTo(0, 0.8);
  for (const [x, y] of [
    [0.55, width / 2],
    [0.85, width / 2],
    [width / 2, 0.6],
  ] as const) {
    shape.holes.push(hole(x, y, width * 0.17));
  }
  return group(mesh(plate(shape, 0.06, 0.01).translate(-0.5, 0, 0.4), metal(random)));
}
