import * as THREE from 'three';

/** A flat part lying in the ground plane: `shape` in (x, z), `thickness` along y, edges bevelled. */
export function plate(shape: THREE.Shape, thickness: number, bevel: number, curveSegments = 20) {
  const geometry = new THREE.ExtrudeGeometry(shape, {
    depth: Math.max(0.001, thickness - 2 * bevel),
    bevelEnabled: bevel > 0,
    bevelThickness: bevel,
    bevelSize: bevel,
    bevelOffset: -bevel,
    bevelSegments: 2,
    curveSegments,
  });
  return geometry.rotateX(-Math.PI / 2).translate(0, bevel, 0);
}

export function disc(radius: number): THREE.Shape {
  return new THREE.Shape().absarc(0, 0, radius, 0, 2 * Math.PI, false);
}

export function hole(x: number, y: number, radius: number): THREE.Path {
  return new THREE.Path().absarc(x, y, radius, 0, 2 * Math.PI, true);
}

/** A regular polygon; `radius` reaches its corners. */
export function polygon(sides: number, radius: number): THREE.Shape {
  const points = Array.from({ length: sides }, (_, i) => {
    const angle = (2 * Math.PI * i) / sides;
    return new THREE.Vector2(radius * Math.cos(angle), radius * Math.sin(angle));
  });
  return new THREE.Shape(points);
}

/** A body of revolution about the x axis through (along, radius) pairs. */
export function turned(profile: readonly (readonly [along: number, radius: number])[], segments = 24) {
  const points = profile.map(([along, radius]) => new THREE.Vector2(Math.max(radius, 0), along));
  return new THREE.LatheGeometry(points, segments).rotateZ(-Math.PI / 2);
}

/** Profile of a thread from `start` to `end`, as rings: at this size rings and a helix look the same. */
export function threadProfile(
  start: number,
  end: number,
  radiusAt: (t: number) => number,
  pitch: number,
  depth: number,
) {
  const turns = Math.max(3, Math.round(Math.abs(end - start) / pitch));
  const profile: [number, number][] = [];
  for (let i = 0; i <= 2 * turns; i++) {
    const t = i / (2 * turns);
    const radius = radiusAt(t);
    profile.push([start + (end - start) * t, i % 2 ? radius : radius * (1 - depth)]);
  }
  return profile;
}

export function mesh(geometry: THREE.BufferGeometry, material: THREE.Material): THREE.Mesh {
  const result = new THREE.Mesh(geometry, material);
  result.castShadow = true;
  result.receiveShadow = true;
  return result;
}

export function group(...parts: THREE.Object3D[]): THREE.Group {
  const result = new THREE.Group();
  result.add(...parts);
  return result;
}
