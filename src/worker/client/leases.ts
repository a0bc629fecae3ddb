/** One holder's share in what the worker keeps under a key. */
export interface Lease {
  readonly key: string;
  release(): void;
}

interface Entry {
  readonly key: string;
  users: number;
}

let keys = 0;

/**
 * Who holds which model or image, for all clients of one worker: counted here, since the worker may be replaced at any
 * time. Equal identities get equal keys, which are short, since each request carries them.
 */
export class Leases {
  readonly #entries = new Map<string, Entry>();
  readonly #forget: (key: string) => void;

  /** @param forget called when the last holder of a key is gone */
  constructor(forget: (key: string) => void) {
    this.#forget = forget;
  }

  /** How many models and images are held. */
  get size(): number {
    return this.#entries.size;
  }

  hold(identity: string): Lease {
    const entry = this.#entries.get(identity) ?? { key: `held-${++keys}`, users: 0 };
    this.#entries.set(identity, entry);
    entry.users += 1;
    let isHeld = true;
    return {
      key: entry.key,
      release: () => {
        if (!isHeld) return;
        isHeld = false;
        entry.users -= 1;
        if (entry.users > 0) return;
        this.#entries.delete(identity);
        this.#forget(entry.key);
      },
    };
  }
}
