import { expect, test } from 'vitest';
import countingWorker from '../../worker/workers/counting-worker.js?worker&url';
import { settledHoldings } from '../../worker/holdings.js';
import { SaliencyClient } from '../../../src/worker/client/saliency-client.js';
import { mount, once, overlayIn, SCENE } from '../mount.js';

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

test('30 elements that come and go leave nothing behind', { timeout: 240_000 }, async () => {
  const keeper = new SaliencyClient({ device: 'wasm', workerUrl: countingWorker });
  await keeper.runCounts();
  const heaps: number[] = [];
  for (let i = 0; i < 30; i++) {
    const root = mount(
      `<saliency-overlay device="wasm" worker-url="${countingWorker}"><img src="${SCENE}" width="112"></saliency-overlay>`,
    );
    const overlay = overlayIn(root);
    await once(overlay, 'saliency-result');
    root.remove();
    if (i % 10 === 9) {
      // Longer than an element may be away and still come back to an open model.
      await pause(6000);
      const { sessions, heap } = await settledHoldings();
      expect(sessions).toBe(0);
      heaps.push(heap);
    }
  }
  expect((await keeper.cacheUse()).bytes).toBe(0);
  expect(heaps[2]).toBe(heaps[1]);
  expect(document.querySelectorAll('[data-saliency-layer]')).toHaveLength(0);
  keeper.dispose();
});
