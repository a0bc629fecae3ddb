import { beforeAll, describe, expect, test } from 'vitest';
import { Backend, type BackendState } from '../../src/worker/service/ort/backend.js';

const small = { largestTensor: 1024 };

describe('on a software adapter', () => {
  const states: BackendState[] = [];
  const report = (state: BackendState): number => states.push(state);
  let backend: Backend;

  beforeAll(async () => {
    backend = await Backend.start({ device: 'webgpu' }, report);
  });

  test('device webgpu goes through every state and runs there', { timeout: 120_000 }, async () => {
    const placement = await backend.place(small, report);
    expect(placement).toEqual({ device: 'webgpu' });
    expect(states).toEqual(['adapter', 'runtime', 'limits', 'self-test', 'ready']);
  });

  test('device auto prefers WASM and says why', async () => {
    const automatic = await Backend.start({ device: 'auto' }, () => undefined);
    const placement = await automatic.place(small, () => undefined);
    expect(placement.device).toBe('wasm');
    expect(placement.fallbackReason).toMatch(/adapter computes on the CPU/);
  });

  test('a tensor larger than the GPU allows is refused with both sizes', async () => {
    const place = backend.place({ largestTensor: 8 * 2 ** 30 }, () => undefined);
    await expect(place).rejects.toThrow(/8192 MiB.*allows \d+ MiB/);
  });
});
