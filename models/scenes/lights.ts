import * as THREE from 'three';
import type { Random } from './random.js';

const LAMPS = [0xffffff, 0xfff0dc, 0xffe2bf, 0xe8f1ff];

function sun(random: Random, intensity: number, elevation: number, softness: number): THREE.DirectionalLight {
  const light = new THREE.DirectionalLight(random.pick(LAMPS), intensity);
  const azimuth = random.angle();
  const flat = Math.cos(elevation) * 20;
  light.position.set(flat * Math.cos(azimuth), Math.sin(elevation) * 20, flat * Math.sin(azimuth));
  light.castShadow = true;
  const { shadow } = light;
  shadow.mapSize.set(512, 512);
  Object.assign(shadow.camera, { left: -8, right: 8, top: 8, bottom: -8, near: 4, far: 40 });
  shadow.radius = softness;
  shadow.blurSamples = 6;
  shadow.bias = -0.0006;
  shadow.normalBias = 0.02;
  return light;
}

/**
 * A lamp that throws the shadow one sees, and a wide one overhead whose blurred shadow seats the objects on
 * the bench. The room's light (the environment map) fills in.
 */
export function placeLights(random: Random, scene: THREE.Scene): void {
  const lamp = random.range(0.8, 2.7);
  const elevation = THREE.MathUtils.degToRad(random.range(28, 75));
  scene.add(sun(random, lamp, elevation, random.range(1.5, 6)));
  scene.add(sun(random, random.range(0.6, 1.4), THREE.MathUtils.degToRad(random.range(76, 88)), 9));
  scene.environmentIntensity = random.range(0.35, 0.85);
}
