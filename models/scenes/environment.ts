import * as THREE from 'three';
import { Random } from './random.js';

/** Rooms that metal can mirror. A scene picks one; a page builds each at most once. */
export const ROOM_COUNT = 8;

const WARMTH = [0xffffff, 0xfff1dd, 0xe6f0ff, 0xffdfb8, 0xf4f8ff];

function panel(random: Random, room: THREE.Scene) {
  const strength = random.range(4, 22);
  const colour = new THREE.Color(random.pick(WARMTH)).multiplyScalar(strength);
  const geometry = new THREE.PlaneGeometry(random.range(1, 6), random.range(0.8, 3));
  const light = new THREE.Mesh(
    geometry,
    new THREE.MeshBasicMaterial({ color: colour, side: THREE.DoubleSide }),
  );
  const azimuth = random.angle();
  const height = random.range(2.5, 5.6);
  const away = random.range(1, 6.5);
  light.position.set(away * Math.cos(azimuth), height, away * Math.sin(azimuth));
  light.lookAt(0, 0, 0);
  room.add(light);
}

/** A room with lit windows and lamps, and dark furniture for metal to show edges against. */
function buildRoom(index: number): THREE.Scene {
  const random = new Random(500 + index);
  const room = new THREE.Scene();
  const tone = random.range(0.25, 0.75);
  const wall = new THREE.Color(random.pick(WARMTH)).multiplyScalar(tone);
  const shades = [1, 0.8, 1.35, 0.45, 0.9, 0.7].map(
    (shade) =>
      new THREE.MeshBasicMaterial({ color: wall.clone().multiplyScalar(shade), side: THREE.BackSide }),
  );
  room.add(new THREE.Mesh(new THREE.BoxGeometry(16, 12, 16), shades));
  for (let lamp = random.int(2, 5); lamp > 0; lamp--) panel(random, room);
  for (let furniture = random.int(2, 6); furniture > 0; furniture--) {
    const geometry = new THREE.BoxGeometry(random.range(0.5, 3), random.range(1, 5), random.range(0.5, 3));
    const shade = random.range(0.02, 0.25);
    const block = new THREE.Mesh(
      geometry,
      new THREE.MeshBasicMaterial({ color: new THREE.Color(shade, shade, shade) }),
    );
    const azimuth = random.angle();
    block.position.set(6 * Math.cos(azimuth), random.range(-1, 3), 6 * Math.sin(azimuth));
    room.add(block);
  }
  return room;
}

export class Rooms {
  readonly #generator: THREE.PMREMGenerator;
  readonly #built: THREE.Texture[] = [];

  constructor(renderer: THREE.WebGLRenderer) {
    this.#generator = new THREE.PMREMGenerator(renderer);
  }

  get(index: number): THREE.Texture {
    this.#built[index] ??= this.#generator.fromScene(buildRoom(index), 0.02, 0.1, 100, { size: 128 }).texture;
    return this.#built[index];
  }
}
