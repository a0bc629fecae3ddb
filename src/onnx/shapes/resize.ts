import type { TensorType } from '../graph/model.js';
import type { Operator } from '../graph/operator.js';
import type { ShapeTable } from './shape-rule.js';

/**
 * Output size = floor(input size * scale), or as given. Resize-10 has the inputs (X, scales), later versions
 * (X, roi, scales, sizes); Upsample had its scales as an attribute before opset 9.
 */
export const resizeShapes: ShapeTable = {
  Upsample: (op) => scaled(op, op.floats('scales') ?? op.values(1)),
  Resize: (op) => {
    if (op.opset < 11) return scaled(op, op.values(1));
    const sizes = op.has(3) && op.types[3]?.shape[0] !== 0;
    return sizes ? sized(op, op.values(3)) : scaled(op, op.values(2));
  },
};

function scaled(op: Operator, scales: readonly number[] | undefined): TensorType | undefined {
  const { dataType, shape } = op.input(0);
  if (!scales) return undefined;
  const axes = resizedAxes(op, scales.length);
  const cropped = op.text('coordinate_transformation_mode', '') === 'tf_crop_and_resize';
  const roi = op.values(1);
  if (cropped && !roi) return undefined;
  const extent = (at: number): number => (cropped && roi ? roi[at + scales.length] - roi[at] : 1);
  const size = (axis: number): number => {
    const at = axes.indexOf(axis);
    return at < 0 ? shape[axis] : Math.floor(Math.fround(Math.fround(shape[axis] * extent(at)) * scales[at]));
  };
  return { dataType, shape: shape.map((_, axis) => size(axis)) };
}

function sized(op: Operator, sizes: readonly number[] | undefined): TensorType | undefined {
  const { dataType, shape } = op.input(0);
  if (!sizes) return undefined;
  const axes = resizedAxes(op, sizes.length);
  const policy = op.text('keep_aspect_ratio_policy', 'stretch');
  const ratios = axes.map((axis, at) => sizes[at] / shape[axis]);
  const common = policy === 'not_larger' ? Math.min(...ratios) : Math.max(...ratios);
  const size = (axis: number): number => {
    const at = axes.indexOf(axis);
    if (at < 0) return shape[axis];
    return policy === 'stretch' ? sizes[at] : Math.round(shape[axis] * common);
  };
  return { dataType, shape: shape.map((_, axis) => size(axis)) };
}

function resizedAxes(op: Operator, count: number): readonly number[] {
  const rank = op.shape(0).length;
  const axes = op.ints('axes')?.map((axis) => op.axis(axis, rank)) ?? op.shape(0).map((_, axis) => axis);
  op.check(axes.length === count, `${count} scales or sizes for ${axes.length} axes`);
  return axes;
}
