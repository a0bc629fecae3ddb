import type { Urgent } from '../../../async/priority-queue.js';
import type { GraphSession } from './graph-session.js';

/**
 * A session that is created when it is first needed, as urgently as whoever waits for it; after a failure the next one
 * who needs it tries again.
 */
export class LazySession implements Urgent {
  readonly #create: (urgent: Urgent) => Promise<GraphSession>;
  readonly #waiting = new Set<Urgent>();
  #session: Promise<GraphSession> | undefined;

  constructor(create: (urgent: Urgent) => Promise<GraphSession>) {
    this.#create = create;
  }

  get urgency(): number {
    return [...this.#waiting].reduce((most, { urgency }) => Math.max(most, urgency), -Infinity);
  }

  /** @throws SaliencyError as creating a session does */
  async get(urgent: Urgent): Promise<GraphSession> {
    this.#waiting.add(urgent);
    const session = (this.#session ??= this.#create(this));
    try {
      return await session;
    } catch (thrown) {
      if (this.#session === session) this.#session = undefined;
      throw thrown;
    } finally {
      this.#waiting.delete(urgent);
    }
  }

  /** Gives back what it takes; it is created anew when it is needed again. */
  release(): void {
    this.#session?.then(
      (session) => session.release(),
      () => undefined,
    );
    this.#session = undefined;
  }
}
