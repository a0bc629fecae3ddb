/** What every WebGPU adapter allows (https://www.w3.org/TR/webgpu/#limits). See the quirks `largeBuffers`, `wideSplits`. */

/** maxStorageBufferBindingSize. */
export const BINDING_BYTES = 128 * 2 ** 20;

/** Outputs of one Split: with its input, as many buffers as maxStorageBuffersPerShaderStage. */
export const SPLIT_WAYS = 7;
