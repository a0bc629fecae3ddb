import type { Node } from '../onnx/graph/model.js';
import type { NodesRequest } from '../onnx/rewrite/rewrite-nodes.js';
import { forwardSlices } from './forward-slices.js';
import { padOddConvolutions } from './pad-odd-convolutions.js';
import { splitLargeWeights, type SplitRequest } from './split-large-weights.js';
import { unfuseZeroPads } from './unfuse-zero-pads.js';

const STEPS: readonly ((request: SplitRequest) => Node[])[] = [
  unfuseZeroPads,
  forwardSlices,
  padOddConvolutions,
  splitLargeWeights,
];

/** The nodes without those that ONNX Runtime runs wrongly, under the same tensor names; see the quirks. */
export function lowerNodes(request: NodesRequest & Pick<SplitRequest, 'splitBytes'>): Node[] {
  return STEPS.reduce<readonly Node[]>((nodes, step) => step({ ...request, nodes }), request.nodes).slice();
}
