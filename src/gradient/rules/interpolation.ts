import { intOf } from '../../onnx/graph/attributes.js';
import type { RuleTable } from './operator-table.js';
import { resizeMap } from '../formulas/resize-map.js';
import { applyMap, applyTransposed } from '../formulas/separable.js';

export const interpolation = {
  // Linear and separable in every mode: y = M x along each axis, dx = M^T dy
  Resize: {
    since: 10,
    gradient: [(c) => applyTransposed(c.b, c.dy, resizeMap(c))],
    rewrite: (c) => applyMap(c.b, c.x, resizeMap(c)),
    // See the quirk `throwingKernels`
    when: ({ node }) => intOf(node, 'antialias', 0) === 1,
    remarks: 'not tf_crop_and_resize',
  },
  Upsample: { since: 7, until: 9, rewrite: (c) => applyMap(c.b, c.x, resizeMap(c)) },
} satisfies RuleTable;
