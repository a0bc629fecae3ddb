import { SaliencyError } from '../../errors.js';
import { intsAttribute } from '../graph/attributes.js';
import { fromStart } from '../graph/shape.js';
import type { NodeContext } from './node-context.js';

/** Elements that a Pad adds (negative: removes), for every axis. */
export interface Padding {
  readonly begin: readonly number[];
  readonly end: readonly number[];
}

/** Pads from the attribute (opset < 11) or the inputs. */
export function paddingOf(context: NodeContext): Padding {
  const { node, x, b } = context;
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
  return { begin, end };
}
