import * as THREE from 'three';
import { metal } from '../materials.js';
import type { Random } from '../random.js';
import { group, mesh } from './shapes.js';

class Helix extends THREE.Curve<THREE.Vector3> {
  readonly #turns: number;
  readonly #coil: number;

  constructor(turns: number, coil: number) {
    super();
    this.#turns = turns;
    this.#coil = coil;
  }

  override getPoint(t: number, target = new THREE.Vector3()): THREE.Vector3 {
    const angle = 2 * Math.PI * this.#turns * t;
    // Closed ends: the first and last turn lie flat.
    const along = Math.min(1, Math.max(0, (t - 0.06) / 0.88));
    return target.set(along - 0.5, this.#coil * Math.cos(angle), this.#coil * Math.sin(angle));
  }
}

/** Coil spring, lying along x. */
export function spring(random: Random): THREE.Object3D {
  const turns = random.int(6, 13);
  const coil = random.range(0.11, 0.24);
  const wire = Math.min(random.range(0.022, 0.042), 0.36 / turns);
  const geometry = new THREE.TubeGeometry(new Helix(turns, coil), turns * 16, wire, 6);
  return group(
    mesh(geometry, metal(random, ['steel', 'steel', 'zinc', 'darkSteel', 'blackOxide', 'copper', 'brass'])),
  );
}
