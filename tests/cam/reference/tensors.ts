import type { CamMap, ChannelScores, LayerTensors } from '../../../src/cam/layer-tensors.js';
import type { Matrix, Tensor3 } from './cam-reference.js';

/** Scores with a channel silenced belong to a linear head, S = sum(g A). */
export function layerTensors(A: Tensor3, g: Tensor3): LayerTensors {
  return {
    channelScores: linearScores(A, g),
    activations: Float32Array.from(A.flat(2)),
    gradients: Float32Array.from(g.flat(2)),
    channels: A.length,
    height: A[0].length,
    width: A[0][0].length,
  };
}

export function linearScores(A: Tensor3, g: Tensor3): ChannelScores {
  const parts = A.map((plane, k) => dot(plane.flat(), g[k].flat()));
  const score = parts.reduce((total, part) => total + part, 0);
  return { score, channels: [...parts.keys()], scores: parts.map((part) => score - part) };
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((total, value, i) => total + value * b[i], 0);
}

/** Float32 values from a linear congruential generator (Numerical Recipes), in [-1, 1). */
export function randomTensor(seed: number, channels: number, height: number, width: number): Tensor3 {
  let state = seed >>> 0;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.fround(state / 2147483648 - 1);
  };
  return Array.from({ length: channels }, () =>
    Array.from({ length: height }, () => Array.from({ length: width }, next)),
  );
}

export function mapTensor(tensor: Tensor3, change: (value: number, k: number) => number): Tensor3 {
  return tensor.map((plane, k) => plane.map((row) => row.map((value) => change(value, k))));
}

export const relu = (tensor: Tensor3): Tensor3 => mapTensor(tensor, (value) => Math.max(0, value));

/** Largest difference between a map and a reference, relative to the reference's largest value. */
export function relativeError(map: CamMap, reference: Matrix): number {
  const expected = reference.flat();
  const scale = Math.max(...expected.map(Math.abs));
  return Math.max(...expected.map((value, i) => Math.abs(value - map.data[i]))) / scale;
}

export function sumOf(map: CamMap): number {
  return map.data.reduce((total, value) => total + value, 0);
}
