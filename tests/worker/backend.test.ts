import { beforeAll, describe, expect, test } from 'vitest';
import { Job } from '../../src/worker/service/jobs/job.js';
import { Backend, BACKEND_STATES, type BackendState } from '../../src/worker/service/ort/backend.js';
import type { DevicePreference } from '../../src/worker/model-info.js';

const start = (device: DevicePreference, work: Job): Promise<Backend> =>
  Backend.start({ device }, { trunk: 0, head: 0 }, work);

const small = { largestTensor: 1024 };

describe('on a software adapter', () => {
  const states: BackendState[] = [];
  const work = new Job('foreground', ({ loaded }) => states.push(BACKEND_STATES[loaded]));
  let backend: Backend;

  beforeAll(async () => {
    backend = await start('webgpu', work);
  });

  test('device webgpu goes through every state and runs there', { timeout: 120_000 }, async () => {
    const placement = await backend.place(small, work);
    expect(placement).toEqual({ device: 'webgpu' });
    expect(states).toEqual(['adapter', 'runtime', 'limits', 'self-test', 'ready']);
  });

  test('device auto prefers WASM and says why', async () => {
    const automatic = await start('auto', work);
    const placement = await automatic.place(small, work);
    expect(placement.device).toBe('wasm');
    expect(placement.fallbackReason).toMatch(/adapter computes on the CPU/);
  });

  test('a tensor larger than the GPU allows is refused with both sizes', async () => {
    const place = backend.place({ ...small, largestTensor: 8 * 2 ** 30 }, work);
    await expect(place).rejects.toThrow(/8192 MiB.*allows \d+ MiB/);
  });
});
