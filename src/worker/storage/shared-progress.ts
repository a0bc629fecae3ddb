import type { DownloadProgress } from '../../models/download/progress-meter.js';

const CHANNEL = 'saliency-overlay:model-progress';

interface Message {
  readonly key: string;
  readonly progress: DownloadProgress;
}

/** Tells the tabs that wait for a download how far the one that does it is. */
export class SharedProgress {
  readonly #key: string;
  readonly #channel = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel(CHANNEL);

  constructor(key: string) {
    this.#key = key;
  }

  tell(progress: DownloadProgress): void {
    this.#channel?.postMessage({ key: this.#key, progress } satisfies Message);
  }

  /** Returns the function that ends it. */
  listen(report: (progress: DownloadProgress) => void): () => void {
    const onMessage = ({ data }: MessageEvent<Message>): void => {
      if (data.key === this.#key) report(data.progress);
    };
    this.#channel?.addEventListener('message', onMessage);
    return () => this.#channel?.removeEventListener('message', onMessage);
  }

  close(): void {
    this.#channel?.close();
  }
}
