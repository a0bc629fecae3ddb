import type { SaliencyError } from '../../../errors.js';
import { runError } from './run-error.js';

/** The part of `GPUDevice` that is used here. */
export interface WatchedDevice extends EventTarget {
  readonly lost: Promise<{ readonly message: string }>;
  readonly queue: { onSubmittedWorkDone(): Promise<unknown> };
}

/** Hears what ONNX Runtime does not report; see the quirk `silentLosses`. */
export class GpuWatch {
  #device: WatchedDevice | undefined;
  #failure: SaliencyError | undefined;

  watch(device: WatchedDevice): void {
    if (this.#device === device) return;
    this.#device = device;
    this.#failure = undefined;
    void device.lost.then(({ message }) => {
      this.#failure = runError(new Error(`device was lost: ${message}`));
    });
    device.addEventListener('uncapturederror', (event) => {
      const { error } = event as Event & { error: { message: string; constructor: { name: string } } };
      const memory = error.constructor.name === 'GPUOutOfMemoryError' ? 'out of memory: ' : '';
      this.#failure ??= runError(new Error(memory + error.message));
    });
  }

  /** Resolves when the GPU has done what it was given, so that its failures are known. */
  async settle(): Promise<void> {
    await this.#device?.queue.onSubmittedWorkDone();
  }

  /** @throws SaliencyError the failure since the device was made, if any. */
  check(): void {
    if (this.#failure) throw this.#failure;
  }
}
