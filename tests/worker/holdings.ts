import type { Holdings } from './workers/counting-worker.js';

function holdings(): Promise<Holdings> {
  const channel = new BroadcastChannel('counting-worker');
  return new Promise((resolve) => {
    channel.onmessage = ({ data }: MessageEvent<Holdings>) => {
      channel.close();
      resolve(data);
    };
    channel.postMessage('tell');
  });
}

/** What the counting worker holds after what was let go is gone: releases wait in the worker's queue. */
export async function settledHoldings(): Promise<Holdings> {
  for (let before = await holdings(); ;) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    const now = await holdings();
    if (JSON.stringify(now) === JSON.stringify(before)) return now;
    before = now;
  }
}
