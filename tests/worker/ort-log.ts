import * as ort from 'onnxruntime-web/webgpu';
import { afterAll, beforeAll, expect, vi } from 'vitest';
import { configureOrt } from './run-on.js';

/** What ORT says on the console, which it takes hold of when it is loaded. */
const lines: string[] = [];

/** ORT in this page, silent but for {@link placedOn}. */
export function listenToOrt(): void {
  beforeAll(() => {
    configureOrt();
    ort.env.logLevel = 'verbose';
    const listen = (...parts: unknown[]): number => lines.push(parts.join(' '));
    for (const level of ['log', 'info', 'debug', 'warn', 'error'] as const)
      vi.spyOn(console, level).mockImplementation(listen);
  });

  afterAll(() => {
    vi.restoreAllMocks();
  });
}

interface Placed<T> {
  readonly session: T;
  /** Nodes that the provider did not get, in the words of ORT's log. */
  readonly elsewhere: readonly string[];
}

/** What becomes of the nodes of a session whose `logSeverityLevel` is 0. */
export async function placedOn<T>(
  provider: 'WebGpuExecutionProvider' | 'CPUExecutionProvider',
  create: () => Promise<T>,
): Promise<Placed<T>> {
  lines.length = 0;
  const session = await create();
  const placements = lines.filter((line) => line.includes('placed on ['));
  expect(placements.length).toBeGreaterThan(0);
  return { session, elsewhere: placements.filter((line) => !line.includes(`placed on [${provider}]`)) };
}
