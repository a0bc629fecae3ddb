import * as THREE from 'three';
import type { ObjectKind, Pose } from './objects/index.js';
import type { Random } from './random.js';

function strike(body: THREE.Object3D, pose: Pose, random: Random) {
  if (pose === 'rolled') body.rotation.x = random.angle();
  if (pose === 'end') body.rotation.z = random.chance(0.5) ? Math.PI / 2 : -Math.PI / 2;
  if (pose === 'rim') body.rotation.x = Math.PI / 2 + random.range(-0.12, 0.12);
}

/** Builds an object, `length` long, resting on the bench at the origin; turn and move what comes back. */
export function buildObject(kind: ObjectKind, length: number, random: Random): THREE.Group {
  const body = kind.build(random);
  const pose = kind.poses[random.weighted(kind.poses.map(([, weight]) => weight))]![0];
  const size = new THREE.Box3().setFromObject(body).getSize(new THREE.Vector3());
  body.scale.setScalar(length / Math.max(size.x, size.z));
  strike(body, pose, random);
  body.updateMatrixWorld(true);
  const box = new THREE.Box3().setFromObject(body, true);
  body.position.set(-(box.min.x + box.max.x) / 2, -box.min.y, -(box.min.z + box.max.z) / 2);
  const holder = new THREE.Group();
  holder.add(body);
  holder.userData.halfExtents = [(box.max.x - box.min.x) / 2, (box.max.z - box.min.z) / 2];
  return holder;
}

/** What an object covers of the bench: a rectangle turned by `angle` (about y, as three.js turns). */
export interface Footprint {
  x: number;
  z: number;
  halfLength: number;
  halfWidth: number;
  angle: number;
}

const axes = ({ angle }: Footprint) =>
  [
    [Math.cos(angle), -Math.sin(angle)],
    [Math.sin(angle), Math.cos(angle)],
  ] as const;

function reach(print: Footprint, axis: readonly [number, number]): number {
  const [along, across] = axes(print);
  const dot = (other: readonly [number, number]) => Math.abs(other[0] * axis[0] + other[1] * axis[1]);
  return print.halfLength * dot(along) + print.halfWidth * dot(across);
}

/** Whether two footprints are nearer than `margin` (separating axes). */
export function tooNear(a: Footprint, b: Footprint, margin: number): boolean {
  return [...axes(a), ...axes(b)].every((axis) => {
    const distance = Math.abs((b.x - a.x) * axis[0] + (b.z - a.z) * axis[1]);
    return distance < reach(a, axis) + reach(b, axis) + margin;
  });
}
