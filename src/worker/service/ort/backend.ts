import { SaliencyError } from '../../../errors.js';
import { once } from '../../../async/once.js';
import type { Device } from '../../model-info.js';
import { URGENCIES, type StartOptions } from '../../protocol.js';
import type { Work } from '../jobs/job.js';
import { isSoftware, probeAdapter, type Adapter } from './gpu-adapter.js';
import { OrtEngine } from './graph-session.js';
import { loadRuntime, wasmThreads } from './runtime.js';
import { runError } from './run-error.js';
import { passesSelfTests } from './self-test.js';

/** What a model asks of a backend. */
export interface Demands {
  /** Bytes of its largest tensor, weights and activations alike; see the quirk `largeBuffers`. */
  readonly largestTensor: number;
}

export interface Placement {
  readonly device: Device;
  readonly fallbackReason?: string;
}

/** All models wait for the tests, whoever came first. */
const URGENT = { urgency: URGENCIES.foreground };

/** Counted up by whoever runs a session. */
interface SessionRuns {
  trunk: number;
  head: number;
}

/** States of the way to a backend, each of which may end in WASM. */
export const BACKEND_STATES = ['adapter', 'runtime', 'limits', 'self-test', 'ready'] as const;
export type BackendState = (typeof BACKEND_STATES)[number];

/** Tells people how far it is. */
function tell({ report }: Work, state: BackendState): void {
  report({ phase: 'backend', loaded: BACKEND_STATES.indexOf(state), total: BACKEND_STATES.length - 1 });
}

const mebibytes = (bytes: number): string => `${Math.ceil(bytes / 2 ** 20)} MiB`;

/** Why WebGPU is not used; a step of the state machine ends with it. */
class Obstacle extends Error {}

/**
 * Chooses where models run: adapter, limits against the model, a numeric self-test, ready. The steps that do not
 * depend on the model happen once per worker.
 */
export class Backend {
  readonly engine: OrtEngine;
  /** Session runs of all models. */
  readonly counts: SessionRuns;
  readonly #start: StartOptions;
  readonly #adapter: Adapter | undefined;
  readonly #obstacle: string | undefined;
  readonly #isRight = once(() => passesSelfTests(this.engine, URGENT));

  private constructor(
    engine: OrtEngine,
    counts: SessionRuns,
    start: StartOptions,
    adapter?: Adapter,
    obstacle?: string,
  ) {
    this.engine = engine;
    this.counts = counts;
    this.#start = start;
    this.#adapter = adapter;
    this.#obstacle = obstacle;
  }

  /**
   * @throws SaliencyError `no-adapter` when `webgpu` was asked for and there is none, `csp-wasm`, `worker-load`.
   */
  static async start(start: StartOptions, counts: SessionRuns, work: Work): Promise<Backend> {
    tell(work, 'adapter');
    const probe = start.device === 'wasm' ? undefined : await probeAdapter();
    let adapter = probe && 'adapter' in probe ? probe.adapter : undefined;
    let obstacle = probe && 'missing' in probe ? probe.missing : undefined;
    if (start.device === 'webgpu' && obstacle) throw noAdapter(obstacle);
    if (start.device === 'auto' && adapter && isSoftware(adapter)) {
      adapter = undefined;
      obstacle = 'the only adapter computes on the CPU, slower than WebAssembly';
    }
    tell(work, 'runtime');
    const threads = adapter ? 1 : wasmThreads();
    try {
      const runtime = await loadRuntime({ wasmPaths: start.wasmPaths, threads });
      return new Backend(new OrtEngine(runtime), counts, start, adapter, obstacle);
    } catch (thrown) {
      throw runError(thrown);
    }
  }

  /**
   * Where a model runs.
   *
   * @throws SaliencyError `no-adapter` when `webgpu` was asked for and a step fails.
   */
  async place(demands: Demands, work: Work): Promise<Placement> {
    if (this.#start.device === 'wasm') return { device: 'wasm' };
    try {
      await this.#requireGpu(demands, work);
      tell(work, 'ready');
      return { device: 'webgpu' };
    } catch (thrown) {
      const reason = thrown instanceof Obstacle ? thrown.message : runError(thrown).message;
      if (this.#start.device === 'webgpu') throw noAdapter(reason, thrown);
      tell(work, 'ready');
      return { device: 'wasm', fallbackReason: `Runs on the CPU. WebGPU is not used: ${reason}.` };
    }
  }

  async #requireGpu({ largestTensor }: Demands, work: Work): Promise<void> {
    if (!this.#adapter) throw new Obstacle(this.#obstacle ?? 'there is no adapter');
    tell(work, 'limits');
    const limit = this.#adapter.limits.maxBufferSize;
    if (largestTensor > limit) {
      throw new Obstacle(
        `the model needs a buffer of ${mebibytes(largestTensor)}, and the GPU allows ${mebibytes(limit)}`,
      );
    }
    tell(work, 'self-test');
    if (!(await this.#isRight())) throw new Obstacle('the GPU computed a test network wrongly');
  }
}

function noAdapter(reason: string, cause?: unknown): SaliencyError {
  return new SaliencyError(
    'no-adapter',
    `WebGPU is not available: ${reason}. Use device "auto" or "wasm", or another browser.`,
    { cause },
  );
}
