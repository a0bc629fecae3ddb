import { SaliencyError } from '../errors.js';
import type { LayerTensors } from './layer-tensors.js';

/** How many of the values are NaN or infinite. */
export function countNonFinite(values: Float32Array): number {
  // x - x is 0 for finite x and NaN otherwise, so one sum tells whether counting is worth while.
  let probe = 0;
  for (let i = 0; i < values.length; i++) probe += values[i] - values[i];
  if (probe === 0) return 0;
  return values.reduce((count, value) => (Number.isFinite(value) ? count : count + 1), 0);
}

/** The same tensors where every value is finite; else copies in which values that are not became zero. */
export function finiteTensors(tensors: LayerTensors): LayerTensors {
  const activations = finiteValues(tensors.activations);
  const gradients = finiteValues(tensors.gradients);
  if (activations === tensors.activations && gradients === tensors.gradients) return tensors;
  return { ...tensors, activations, gradients };
}

/** @throws SaliencyError `internal` when the arrays do not fit the shape. */
export function checkShape(
  { activations, gradients, channels, height, width }: LayerTensors,
  needsGradients: boolean,
): void {
  const size = channels * height * width;
  if (activations.length === size && (gradients.length === size || !needsGradients)) return;
  throw new SaliencyError(
    'internal',
    `A layer of ${channels} x ${height} x ${width} needs ${size} values; there are ${activations.length} activations ` +
      `and ${gradients.length} gradients. Please report this with the model and the layer.`,
  );
}

function finiteValues(values: Float32Array): Float32Array {
  if (countNonFinite(values) === 0) return values;
  return values.map((value) => (Number.isFinite(value) ? value : 0));
}
