import '../../../src/worker/service/saliency-worker.js';

/** The worker, which fails on command: how is told on the channel. */
const DEATHS: Readonly<Record<string, () => void>> = {
  /** An error that nothing catches. */
  throw: () => {
    throw new Error('killed by the test');
  },
  /** No event tells of this one. */
  close: () => self.close(),
  /** The event loop never turns again. */
  freeze: () => {
    for (;;);
  },
};

new BroadcastChannel('mortal-worker').onmessage = ({ data }: MessageEvent<string>) => DEATHS[data]();
