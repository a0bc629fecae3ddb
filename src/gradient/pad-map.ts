import { SaliencyError } from '../errors.js';
import { intsAttribute, stringOf } from '../onnx/graph/attributes.js';
import type { NodeContext } from './operator-table.js';
import { axisMap, type SeparableMap } from './separable.js';
import { fromStart } from './shapes.js';

export interface Padding {
  readonly begin: readonly number[];
  readonly end: readonly number[];
  /** Which input element each output element copies, as linear maps; constants copy none. */
  readonly maps: SeparableMap;
}

/** Pads from the attribute (opset < 11) or the inputs, for every axis. */
export function padMap(context: NodeContext): Padding {
  const { node, x, y, b } = context;
  const pads = b.opset < 11 ? intsAttribute(node, 'pads') : context.constant(1);
  if (!pads) throw new SaliencyError('model-invalid', `Pad "${node.name}" has no pads; re-export the model.`);
  const axes = b.opset >= 18 ? context.constant(3) : undefined;
  const begin = x.shape.map(() => 0);
  const end = x.shape.map(() => 0);
  (axes ?? begin.map((_, axis) => axis)).forEach((axis, i, { length }) => {
    const at = fromStart(axis, x.shape.length);
    begin[at] = pads[i];
    end[at] = pads[i + length];
  });
  const mode = stringOf(node, 'mode', 'constant');
  const maps = x.shape.map((size, axis) => {
    if (begin[axis] === 0 && end[axis] === 0) return undefined;
    return axisMap(y.shape[axis], size, (position) => {
      const index = sourceOf(mode, position - begin[axis], size);
      return index === undefined ? [] : [[index, 1]];
    });
  });
  return { begin, end, maps };
}

function sourceOf(mode: string, index: number, size: number): number | undefined {
  if (index >= 0 && index < size) return index;
  switch (mode) {
    case 'edge':
      return index < 0 ? 0 : size - 1;
    case 'wrap':
      return ((index % size) + size) % size;
    case 'reflect': {
      const period = 2 * (size - 1);
      const folded = ((index % period) + period) % period;
      return folded < size ? folded : period - folded;
    }
    default:
      return undefined;
  }
}
