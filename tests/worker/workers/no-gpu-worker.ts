import '../../../src/worker/service/saliency-worker.js';

/** The worker in a browser that has WebGPU, on a machine without a usable GPU. */
Object.defineProperty(navigator, 'gpu', { value: { requestAdapter: () => Promise.resolve(null) } });
