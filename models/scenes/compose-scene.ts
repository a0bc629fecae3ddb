import * as THREE from 'three';
import { benchPoint, placeCamera, VIEW_WIDTH } from './camera.js';
import { ROOM_COUNT } from './environment.js';
import { placeLights } from './lights.js';
import {
  DISTRACTOR_NAMES,
  DISTRACTORS,
  OBJECT_NAMES,
  OBJECTS,
  type ObjectKind,
  type ObjectName,
} from './objects/index.js';
import { buildObject, tooNear, type Footprint } from './place-object.js';
import { Random } from './random.js';
import { drawSurface, type SurfaceKind } from './surfaces/index.js';

export interface PlacedObject {
  label: ObjectName;
  body: THREE.Object3D;
}

export interface ComposedScene {
  scene: THREE.Scene;
  camera: THREE.PerspectiveCamera;
  objects: PlacedObject[];
  surface: SurfaceKind;
  room: number;
  /** What the lens and the sensor draw from, so that they do not depend on what was placed. */
  lens: Random;
}

/** How often a scene has 0, 1, ... 5 objects. */
const COUNT_WEIGHTS = [0.09, 0.23, 0.24, 0.2, 0.14, 0.1];
const SAME_CLASS_AGAIN = 0.35;
const TRIES = 40;

function pickLabels(random: Random): ObjectName[] {
  const labels: ObjectName[] = [];
  for (let count = random.weighted(COUNT_WEIGHTS); count > 0; count--) {
    const repeat = labels.length > 0 && random.chance(SAME_CLASS_AGAIN);
    labels.push(repeat ? random.pick(labels) : random.pick(OBJECT_NAMES));
  }
  return labels;
}

function bench(random: Random): { plane: THREE.Mesh; surface: SurfaceKind } {
  const surface = drawSurface(random);
  const map = new THREE.CanvasTexture(surface.canvas);
  map.colorSpace = THREE.SRGBColorSpace;
  map.wrapS = map.wrapT = THREE.MirroredRepeatWrapping;
  map.anisotropy = 2;
  const span = random.range(12, 17);
  map.repeat.setScalar(60 / span);
  map.offset.set(random.next(), random.next());
  map.rotation = random.angle();
  const material = new THREE.MeshStandardMaterial({
    map,
    roughness: surface.roughness,
    metalness: surface.metalness,
  });
  const plane = new THREE.Mesh(new THREE.PlaneGeometry(60, 60).rotateX(-Math.PI / 2), material);
  plane.receiveShadow = true;
  return { plane, surface: surface.kind };
}

class Bench {
  readonly scene = new THREE.Scene();
  readonly #prints: Footprint[] = [];
  readonly #random: Random;
  readonly #camera: THREE.PerspectiveCamera;
  /** Most scenes keep their objects apart; in some they touch. */
  readonly #margin: number;

  constructor(random: Random, camera: THREE.PerspectiveCamera) {
    this.#random = random;
    this.#camera = camera;
    this.#margin = random.chance(0.15) ? -0.12 : random.range(0.1, 0.5);
  }

  /** Puts an object where there is room; undefined where no place was found. */
  place(kind: ObjectKind, shrink: number, spread: number): THREE.Object3D | undefined {
    const random = this.#random.fork();
    const length = random.range(...kind.length) * VIEW_WIDTH * shrink;
    const body = buildObject(kind, length, random);
    const [halfLength, halfWidth] = body.userData.halfExtents as [number, number];
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const at = benchPoint(this.#camera, random.range(-spread, spread), random.range(-spread, spread));
      const print = { x: at.x, z: at.z, halfLength, halfWidth, angle: random.angle() };
      if (this.#prints.some((other) => tooNear(print, other, this.#margin))) continue;
      body.position.copy(at);
      body.rotation.y = print.angle;
      this.#prints.push(print);
      this.scene.add(body);
      return body;
    }
    return undefined;
  }
}

/** The whole of a scene but its pixels, from its seed alone. */
export function composeScene(seed: number): ComposedScene {
  const random = new Random(seed);
  const camera = placeCamera(random.fork());
  const { plane, surface } = bench(random.fork());
  const table = new Bench(random.fork(), camera);
  table.scene.add(plane);
  placeLights(random.fork(), table.scene);
  const labels = pickLabels(random);
  const shrink = 1 - 0.04 * Math.max(0, labels.length - 2);
  const objects: PlacedObject[] = [];
  for (const label of labels) {
    const body = table.place(OBJECTS[label], shrink, 0.8);
    if (body) objects.push({ label, body });
  }
  for (let count = random.int(labels.length ? 0 : 1, labels.length > 3 ? 2 : 4); count > 0; count--) {
    table.place(DISTRACTORS[random.pick(DISTRACTOR_NAMES)], 1, 1.05);
  }
  return {
    scene: table.scene,
    camera,
    objects,
    surface,
    room: random.int(0, ROOM_COUNT - 1),
    lens: random.fork(),
  };
}
