import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { isAbortError, SaliencyError } from '../../../errors.js';
import type { FeatureMaps, FeatureMapsOptions } from '../../../worker/feature-maps.js';

/** How many feature maps are offered: three rows of four. */
const SHOWN = 12;

/** Whose strongest feature maps are wanted. */
export interface FeatureSubject {
  /** Equal values mean the same maps: the image, the model, the method, the layer, the class. */
  readonly identity: readonly unknown[];
  readonly options: Omit<FeatureMapsOptions, 'count'>;
}

export interface FeatureMapsSource {
  /** Undefined while there is nothing to show maps of. */
  subject(): FeatureSubject | undefined;
  ask(options: FeatureMapsOptions, signal: AbortSignal): Promise<FeatureMaps>;
}

const equal = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((value, index) => value === b[index]);

/** The strongest feature maps of what is explained, asked for only while somebody looks at them. */
export class FeatureMapsController implements ReactiveController {
  maps: FeatureMaps | undefined;
  error: SaliencyError | undefined;

  readonly #host: ReactiveControllerHost;
  readonly #source: FeatureMapsSource;
  #open = false;
  #identity: readonly unknown[] = [];
  #asking: AbortController | undefined;

  constructor(host: ReactiveControllerHost, source: FeatureMapsSource) {
    this.#host = host;
    this.#source = source;
    host.addController(this);
  }

  get open(): boolean {
    return this.#open;
  }

  set open(open: boolean) {
    if (open === this.#open) return;
    this.#open = open;
    if (this.error) this.#identity = [];
    this.#host.requestUpdate();
  }

  hostUpdated(): void {
    const subject = this.#open ? this.#source.subject() : undefined;
    if (!subject || equal(subject.identity, this.#identity)) return;
    this.#identity = subject.identity;
    void this.#ask(subject.options);
  }

  hostDisconnected(): void {
    this.#asking?.abort();
    this.#asking = undefined;
    this.#identity = [];
  }

  async #ask(options: Omit<FeatureMapsOptions, 'count'>): Promise<void> {
    this.#asking?.abort();
    const asking = new AbortController();
    this.#asking = asking;
    this.error = undefined;
    try {
      const maps = await this.#source.ask({ ...options, count: SHOWN }, asking.signal);
      if (this.#asking === asking) this.maps = maps;
    } catch (thrown) {
      if (this.#asking !== asking) return;
      this.maps = undefined;
      this.error = isAbortError(thrown) ? undefined : SaliencyError.from(thrown);
    }
    this.#host.requestUpdate();
  }
}
