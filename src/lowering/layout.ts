/** How the convolutions of the WebGPU execution provider hold images (its `preferredLayout`). */
export type Layout = 'NCHW' | 'NHWC';

/**
 * In the default layout ORT 1.30 moves its transpositions behind the comparisons of a backward pass, where they
 * transpose booleans: on the CPU, with a copy from the GPU and back for each.
 */
export const HEAD_LAYOUT: Layout = 'NCHW';
