import * as THREE from 'three';
import { IMAGE_HEIGHT, IMAGE_WIDTH } from './camera.js';
import type { ComposedScene, PlacedObject } from './compose-scene.js';

/** A box of visible pixels: pixel edges, so `x + width` is one past the last column. */
export interface ObjectBox {
  label: string;
  x: number;
  y: number;
  width: number;
  height: number;
  /** Pixels of the object that the camera sees. */
  area: number;
  /** Share of the object that is neither hidden nor out of frame. */
  visible: number;
}

const MIN_VISIBLE = 0.35;
const MIN_AREA = 120;
const MIN_SIDE = 8;

function flatMaterial(identity: number): THREE.Material {
  const material = new THREE.MeshBasicMaterial({ side: THREE.DoubleSide, toneMapped: false, fog: false });
  material.color.setRGB(identity / 255, 0, 0, THREE.LinearSRGBColorSpace);
  return material;
}

/** Draws every object in a flat colour of its own, and reads the boxes off the pixels. */
export class BoxMeter {
  readonly #renderer: THREE.WebGLRenderer;
  readonly #frame = new THREE.WebGLRenderTarget(IMAGE_WIDTH, IMAGE_HEIGHT);
  /** The frame with half of its size around it, at half the resolution: what would be seen if nothing hid it. */
  readonly #wide = new THREE.WebGLRenderTarget(IMAGE_WIDTH, IMAGE_HEIGHT);
  /** Kept: a material that is disposed of takes its program with it, and to compile one takes seconds on a CPU. */
  readonly #flats: THREE.Material[] = [];
  readonly #pixels = new Uint8Array(IMAGE_WIDTH * IMAGE_HEIGHT * 4);

  constructor(renderer: THREE.WebGLRenderer) {
    this.#renderer = renderer;
  }

  measure({ scene, camera, objects }: ComposedScene): ObjectBox[] {
    const restore = this.#paintFlat(scene, objects);
    const boxes = this.#readFrame(scene, camera, objects);
    const whole = objects.map(({ body }) => this.#wholeArea(body, camera));
    restore();
    boxes.forEach((box, index) => (box.visible = Math.min(1, box.area / Math.max(1, whole[index]!))));
    return boxes.filter(
      ({ visible, area, width, height }) =>
        visible >= MIN_VISIBLE && area >= MIN_AREA && Math.min(width, height) >= MIN_SIDE,
    );
  }

  #paintFlat(scene: THREE.Scene, objects: readonly PlacedObject[]): () => void {
    const before = new Map<THREE.Mesh, THREE.Material | THREE.Material[]>();
    const paint = (root: THREE.Object3D, identity: number) => {
      const flat = (this.#flats[identity] ??= flatMaterial(identity));
      root.traverse((node) => {
        if (!(node instanceof THREE.Mesh) || before.has(node)) return;
        before.set(node, node.material);
        node.material = flat;
      });
    };
    objects.forEach(({ body }, index) => paint(body, index + 1));
    paint(scene, 0);
    return () => {
      for (const [node, material] of before) node.material = material;
    };
  }

  #draw(root: THREE.Object3D, camera: THREE.Camera, target: THREE.WebGLRenderTarget) {
    const renderer = this.#renderer;
    renderer.shadowMap.autoUpdate = false;
    renderer.setRenderTarget(target);
    renderer.setClearColor(0x000000, 1);
    renderer.clear();
    renderer.render(root, camera);
    renderer.readRenderTargetPixels(target, 0, 0, IMAGE_WIDTH, IMAGE_HEIGHT, this.#pixels);
    renderer.setRenderTarget(null);
    renderer.shadowMap.autoUpdate = true;
  }

  #readFrame(scene: THREE.Scene, camera: THREE.Camera, objects: readonly PlacedObject[]): ObjectBox[] {
    this.#draw(scene, camera, this.#frame);
    const extents = objects.map(() => ({
      left: IMAGE_WIDTH,
      top: IMAGE_HEIGHT,
      right: -1,
      bottom: -1,
      area: 0,
    }));
    for (let row = 0; row < IMAGE_HEIGHT; row++) {
      const y = IMAGE_HEIGHT - 1 - row;
      for (let x = 0; x < IMAGE_WIDTH; x++) {
        const extent = extents[this.#pixels[4 * (row * IMAGE_WIDTH + x)]! - 1];
        if (!extent) continue;
        extent.area++;
        if (x < extent.left) extent.left = x;
        if (x > extent.right) extent.right = x;
        if (y < extent.top) extent.top = y;
        if (y > extent.bottom) extent.bottom = y;
      }
    }
    return extents.map(({ left, top, right, bottom, area }, index) => ({
      label: objects[index]!.label,
      x: left,
      y: top,
      width: right - left + 1,
      height: bottom - top + 1,
      area,
      visible: 0,
    }));
  }

  #wholeArea(body: THREE.Object3D, camera: THREE.PerspectiveCamera): number {
    camera.setViewOffset(
      IMAGE_WIDTH,
      IMAGE_HEIGHT,
      -IMAGE_WIDTH / 2,
      -IMAGE_HEIGHT / 2,
      IMAGE_WIDTH * 2,
      IMAGE_HEIGHT * 2,
    );
    this.#draw(body, camera, this.#wide);
    camera.clearViewOffset();
    let count = 0;
    for (let i = 0; i < this.#pixels.length; i += 4) if (this.#pixels[i]) count++;
    return count * 4;
  }
}
