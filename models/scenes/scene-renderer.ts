import * as THREE from 'three';
import { IMAGE_HEIGHT, IMAGE_WIDTH } from './camera.js';
import { composeScene, type ComposedScene } from './compose-scene.js';
import { develop } from './develop.js';
import { Rooms } from './environment.js';
import { isShared } from './materials.js';
import { BoxMeter, type ObjectBox } from './measure-boxes.js';

export interface RenderedScene {
  seed: number;
  surface: string;
  boxes: ObjectBox[];
  jpeg: Blob;
}

/** Materials stay: they keep their programs alive for the next scene, and a browser does not live long. */
function dispose(scene: THREE.Scene) {
  scene.traverse((node) => {
    if (node instanceof THREE.DirectionalLight) node.dispose();
    if (!(node instanceof THREE.Mesh)) return;
    node.geometry.dispose();
    for (const material of [node.material].flat() as THREE.MeshStandardMaterial[]) {
      if (material.map && !isShared(material.map)) material.map.dispose();
    }
  });
}

export class SceneRenderer {
  readonly #renderer: THREE.WebGLRenderer;
  readonly #rooms: Rooms;
  readonly #meter: BoxMeter;

  constructor(canvas: HTMLCanvasElement) {
    const renderer = new THREE.WebGLRenderer({ canvas, antialias: true, preserveDrawingBuffer: true });
    renderer.setSize(IMAGE_WIDTH, IMAGE_HEIGHT, false);
    renderer.shadowMap.enabled = true;
    renderer.shadowMap.type = THREE.VSMShadowMap;
    renderer.toneMapping = THREE.ACESFilmicToneMapping;
    this.#renderer = renderer;
    this.#rooms = new Rooms(renderer);
    this.#meter = new BoxMeter(renderer);
  }

  async render(seed: number): Promise<RenderedScene> {
    const composed = composeScene(seed);
    composed.scene.environment = this.#rooms.get(composed.room);
    this.#expose(composed);
    const boxes = this.#meter.measure(composed);
    this.#renderer.render(composed.scene, composed.camera);
    const tilt = Math.cos(composed.camera.userData.elevation as number);
    const jpeg = await develop(this.#renderer.domElement, composed.lens, tilt);
    dispose(composed.scene);
    return { seed, surface: composed.surface, boxes, jpeg };
  }

  #expose({ lens }: ComposedScene) {
    this.#renderer.toneMappingExposure = lens.range(0.75, 1.12);
  }
}
