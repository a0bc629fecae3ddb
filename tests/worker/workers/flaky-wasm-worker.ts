import '../../../src/worker/service/saliency-worker.js';

/**
 * The worker of a page whose server fails once: in the first worker ONNX Runtime's wasm cannot be loaded, in every later
 * one it can. Stands for a network that no test can break at will.
 */
const CACHE = 'flaky-wasm-worker';
const { instantiate, instantiateStreaming } = WebAssembly;

async function isFirst(): Promise<boolean> {
  const cache = await caches.open(CACHE);
  if (await cache.match('/failed')) return false;
  await cache.put('/failed', new Response('failed'));
  return true;
}

const failing = isFirst();

const flaky =
  (original: (...options: never[]) => Promise<unknown>) =>
  async (...options: never[]): Promise<unknown> => {
    if (await failing)
      throw new TypeError('Failed to fetch: both async and sync fetching of the wasm failed');
    return original(...options);
  };

Object.assign(WebAssembly, {
  instantiate: flaky(instantiate as never),
  instantiateStreaming: flaky(instantiateStreaming as never),
});
