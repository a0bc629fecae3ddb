import { stringOf } from '../../onnx/graph/attributes.js';
import type { NodeContext } from '../../onnx/rewrite/node-context.js';
import type { Padding } from '../../onnx/rewrite/padding.js';
import { axisMap, type SeparableMap } from './separable.js';

/** Which input element each output element of a Pad copies, as linear maps; constants copy none. */
export function padMap({ node, x, y }: NodeContext, { begin, end }: Padding): SeparableMap {
  const mode = stringOf(node, 'mode', 'constant');
  return x.shape.map((size, axis) => {
    if (begin[axis] === 0 && end[axis] === 0) return undefined;
    return axisMap(y.shape[axis], size, (position) => {
      const index = sourceOf(mode, position - begin[axis], size);
      return index === undefined ? [] : [[index, 1]];
    });
  });
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
