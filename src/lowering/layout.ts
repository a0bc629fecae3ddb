/** How the convolutions of the WebGPU execution provider hold images (its `preferredLayout`). */
export type Layout = 'NCHW' | 'NHWC';

/** The provider's default; NCHW computes no four channels at once (microsoft/onnxruntime#17717). */
export const TRUNK_LAYOUT: Layout = 'NHWC';

/** See the quirk `transposedBooleans`. */
export const HEAD_LAYOUT: Layout = 'NCHW';
