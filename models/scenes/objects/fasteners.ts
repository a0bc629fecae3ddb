import * as THREE from 'three';
import { dark, metal, plastic } from '../materials.js';
import type { Random } from '../random.js';
import { disc, group, hole, mesh, plate, polygon, threadProfile, turned } from './shapes.js';

/** Hex head, plain shank, thread; lies along x. */
export function bolt(random: Random): THREE.Object3D {
  const material = metal(random);
  const radius = random.range(0.07, 0.12);
  const headRadius = radius * random.range(1.85, 2.2);
  const headHeight = radius * random.range(1.1, 1.6);
  const plain = random.chance(0.5) ? random.range(0.1, 0.45) : 0;
  const head = plate(polygon(6, headRadius), headHeight, headHeight * 0.12).rotateZ(Math.PI / 2);
  const profile: [number, number][] = [
    [0, 0],
    [0, radius],
    [plain, radius],
  ];
  profile.push(...threadProfile(plain, 0.97, () => radius, random.range(0.028, 0.045), 0.17));
  profile.push([1, radius * 0.75], [1, 0]);
  const result = group(mesh(head, material), mesh(turned(profile), material));
  if (random.chance(0.25)) {
    const flange = turned(
      [
        [-0.03, 0],
        [-0.03, headRadius * 1.15],
        [0, headRadius * 1.2],
        [0, 0],
      ],
      28,
    );
    result.add(mesh(flange, material));
  }
  return result;
}

function crossRecess(random: Random, radius: number, top: number): THREE.Object3D {
  const material = dark(random);
  const slotted = random.chance(0.3);
  const bar = () => new THREE.BoxGeometry(0.02, radius * (slotted ? 1.9 : 1.3), radius * 0.3);
  const result = group(mesh(bar().translate(top, 0, 0), material));
  if (!slotted)
    result.add(
      mesh(
        bar()
          .rotateX(Math.PI / 2)
          .translate(top, 0, 0),
        material,
      ),
    );
  return result;
}

/** Wood screw: countersunk or round head with a recess, coarse thread that tapers to a point. */
export function screw(random: Random): THREE.Object3D {
  const material = metal(random, [
    'steel',
    'zinc',
    'yellowZinc',
    'yellowZinc',
    'brass',
    'blackOxide',
    'darkSteel',
  ]);
  const radius = random.range(0.055, 0.085);
  const headRadius = radius * random.range(2, 2.4);
  const countersunk = random.chance(0.65);
  const neck = countersunk ? headRadius * 0.9 : 0;
  const head: [number, number][] = countersunk
    ? [
        [-0.015, 0],
        [-0.015, headRadius],
        [0.01, headRadius],
        [neck, radius * 0.85],
      ]
    : [
        [-headRadius * 0.75, 0],
        [-headRadius * 0.7, headRadius * 0.5],
        [-headRadius * 0.3, headRadius * 0.92],
        [0, headRadius],
        [0.01, radius],
      ];
  const start = neck + (random.chance(0.5) ? random.range(0.05, 0.3) : 0.01);
  const taper = (t: number) => radius * (t < 0.78 ? 1 : Math.max(0.05, (1 - t) / 0.22));
  const thread = threadProfile(start, 1, taper, random.range(0.05, 0.075), 0.42);
  const profile = [...head, [start, radius * 0.8] as [number, number], ...thread];
  const top = countersunk ? -0.012 : -headRadius * 0.72;
  return group(mesh(turned(profile), material), crossRecess(random, headRadius, top));
}

/** Hex nut, flat on the bench; some have the coloured ring of a lock nut. */
export function nut(random: Random): THREE.Object3D {
  const material = metal(random);
  const inner = random.range(0.24, 0.31);
  const height = random.range(0.3, 0.48);
  const shape = polygon(6, 0.5);
  shape.holes.push(hole(0, 0, inner));
  const result = group(mesh(plate(shape, height, 0.035), material));
  const thread = turned(threadProfile(0.01, height - 0.01, () => inner * 1.02, 0.06, 0.12)).rotateZ(
    Math.PI / 2,
  );
  const threadMaterial = material.clone();
  threadMaterial.side = THREE.DoubleSide;
  threadMaterial.color.multiplyScalar(0.55);
  result.add(mesh(thread, threadMaterial));
  if (random.chance(0.2)) {
    const ring = disc(inner * 1.3);
    ring.holes.push(hole(0, 0, inner * 0.95));
    result.add(
      mesh(
        plate(ring, 0.08, 0.02).translate(0, height - 0.02, 0),
        plastic(random, [
          [40, 90, 190],
          [235, 235, 230],
        ]),
      ),
    );
  }
  return result;
}

/** A thin flat ring. */
export function washer(random: Random): THREE.Object3D {
  const inner = random.range(0.2, 0.31);
  const shape = disc(0.5);
  shape.holes.push(hole(0, 0, inner));
  const thickness = random.range(0.05, 0.1);
  return group(mesh(plate(shape, thickness, 0.014, 28), metal(random)));
}
