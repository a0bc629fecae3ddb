import * as THREE from 'three';
import type { Random } from './random.js';

export const IMAGE_WIDTH = 448;
export const IMAGE_HEIGHT = 320;

/** Width of the bench that the camera sees, in world units, at the point it looks at. */
export const VIEW_WIDTH = 10;

/** A camera above the bench: straight down to half-way down, a little rolled. */
export function placeCamera(random: Random): THREE.PerspectiveCamera {
  const aspect = IMAGE_WIDTH / IMAGE_HEIGHT;
  const camera = new THREE.PerspectiveCamera(random.range(22, 42), aspect, 1, 80);
  const halfHeight = Math.tan(THREE.MathUtils.degToRad(camera.fov / 2));
  const distance = VIEW_WIDTH / 2 / (halfHeight * aspect);
  const elevation = THREE.MathUtils.degToRad(
    random.chance(0.35) ? random.range(78, 90) : random.range(48, 80),
  );
  const azimuth = random.angle();
  const flat = Math.cos(elevation) * distance;
  camera.position.set(Math.sin(azimuth) * flat, Math.sin(elevation) * distance, Math.cos(azimuth) * flat);
  camera.up.set(-Math.sin(azimuth), 0.001, -Math.cos(azimuth));
  camera.lookAt(0, 0, 0);
  camera.rotateZ(random.gaussian() * 0.06);
  camera.updateMatrixWorld(true);
  camera.userData.elevation = elevation;
  return camera;
}

/** Where the ray through a point of the image (-1..1 each way) meets the bench. */
export function benchPoint(camera: THREE.PerspectiveCamera, x: number, y: number): THREE.Vector3 {
  const direction = new THREE.Vector3(x, y, 0.5).unproject(camera).sub(camera.position).normalize();
  return direction.multiplyScalar(-camera.position.y / direction.y).add(camera.position);
}
