const CHANNEL = 'saliency-overlay:labels';

/** Tells the other tabs of which images they should read the kept labels again. */
export class LabelChannel {
  readonly #channel: BroadcastChannel | undefined;

  constructor(name: string, hear: (imageIds: readonly string[]) => void) {
    if (typeof BroadcastChannel === 'undefined') return;
    this.#channel = new BroadcastChannel(`${CHANNEL}:${name}`);
    this.#channel.addEventListener('message', ({ data }: MessageEvent<readonly string[]>) => hear(data));
  }

  tell(imageIds: readonly string[]): void {
    this.#channel?.postMessage(imageIds);
  }

  close(): void {
    this.#channel?.close();
  }
}
