import { GridFlow } from './grid-flow.js';
import type { GridGraph } from './grid-graph.js';

/**
 * The minimum cut by the maximum flow (Boykov and Kolmogorov, "An Experimental Comparison of Min-Cut/Max-Flow
 * Algorithms for Energy Minimization in Vision", PAMI 2004).
 *
 * @param most looks at neighbours after which it gives up: its worst case is far from its usual one
 * @returns 1 for each pixel on the source's side, or undefined when it gave up
 */
export function cutGrid(graph: GridGraph, most = Infinity): Uint8Array | undefined {
  const { width, height } = graph;
  const flow = new GridFlow(graph);
  if (!flow.run(most)) return undefined;
  const side = new Uint8Array(width * height);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) side[i] = flow.isWithSource(x, y) ? 1 : 0;
  }
  return side;
}
