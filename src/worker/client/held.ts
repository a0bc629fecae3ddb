import { once } from '../../async/once.js';
import { untilAborted } from '../../async/until-aborted.js';
import { SaliencyError } from '../../errors.js';
import type { Lease, Leases } from './leases.js';
import type { RemoteService } from './remote-service.js';

/** What a handle stands for. */
export interface Content {
  /** Equal identities mean the same to the worker. */
  readonly identity: string;
  /** Gives the worker what it lacks; called again for each worker that lacks it. */
  readonly send: (service: RemoteService, key: string) => Promise<void>;
}

export interface HeldContent extends Content {
  readonly lease: Lease;
}

/**
 * A model or an image that a page means to ask about. The worker may keep what it makes of it until it is released; it is
 * read when the first question needs it.
 */
export class Held {
  /** Called once. */
  onRelease: () => void = () => undefined;
  readonly #content: () => Promise<HeldContent>;
  #isReleased = false;
  #wasAsked = false;

  /** @param find what it stands for; a failure is forgotten, so that the next question tries again */
  constructor(leases: Leases, find: () => Promise<Content>) {
    this.#content = once(async () => {
      const { identity, send } = await find();
      return { identity, send, lease: leases.hold(identity) };
    });
  }

  /** @throws SaliencyError `bad-option` once it was released, `aborted`, and what reading it ends with */
  content(signal: AbortSignal): Promise<HeldContent> {
    if (this.#isReleased)
      throw new SaliencyError('bad-option', 'The model or image was released; ask the client for it again.');
    this.#wasAsked = true;
    return untilAborted(this.#content(), signal);
  }

  /** Nobody asks about it any more. What is under way goes on. */
  release(): void {
    if (this.#isReleased) return;
    this.#isReleased = true;
    this.onRelease();
    if (!this.#wasAsked) return;
    this.#content().then(
      ({ lease }) => lease.release(),
      () => undefined,
    );
  }

  [Symbol.dispose](): void {
    this.release();
  }
}

/** A model of a client; see `SaliencyClient.model`. */
export class ModelHandle extends Held {
  /** Handles of models and of images cannot stand in for each other. */
  readonly kind = 'model';
}

/** An image of a client; see `SaliencyClient.image`. */
export class ImageHandle extends Held {
  readonly kind = 'image';
}
