import { proxy } from 'comlink';
import { abortedError, SaliencyError, throwIfAborted } from '../../errors.js';
import type { Explanation, ExplainOptions } from '../explanation.js';
import type { FeatureMaps, FeatureMapsOptions } from '../feature-maps.js';
import type { DevicePreference, ModelInfo } from '../model-info.js';
import type { Progress } from '../progress.js';
import type { CacheUse, Reply, Request, RunCounts, Urgency } from '../protocol.js';
import type { GivenModel } from './given-model.js';
import { ImageHandle, ModelHandle, type HeldContent } from './held.js';
import { imageContent, type GivenImage } from './image-content.js';
import { modelContent } from './model-content.js';
import { resolveSource } from './resolve-source.js';
import { acquireHost, releaseHost } from './shared-hosts.js';
import type { RemoteService } from './remote-service.js';
import { WorkerHost, type HostLimits } from './worker-host.js';

export interface ClientOptions {
  /** Default `auto`: WebGPU where it works, else WebAssembly. */
  readonly device?: DevicePreference;
  /** Address of a catalogue of your own models (see `models/catalog.schema.json`), before those of the package. */
  readonly catalog?: string;
  /** Where `worker.js` lies, if not beside this module; any origin. */
  readonly workerUrl?: string;
  /** Folder of the four `ort-wasm-simd-threaded.*` files, if not beside the worker. */
  readonly wasmPaths?: string;
  /** Bytes of models, sessions and results that the worker may keep; default 1.5 GiB. */
  readonly cacheBytes?: number;
  /** Time limits in milliseconds; a client that sets any has a worker of its own. */
  readonly limits?: Partial<HostLimits>;
}

export interface RequestOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
  /** `background` lets everything in front of a person pass, at the next session run. Default `foreground`. */
  readonly urgency?: Urgency;
}

/** What a question is about. */
export interface Subject {
  readonly model: ModelHandle;
  readonly image: ImageHandle;
}

export type Question = Subject & ExplainOptions;
export type FeatureMapsQuestion = Subject & FeatureMapsOptions;

/** After these the worker is another one, or will be: the same question may be answered the next time. */
const PASSING: ReadonlySet<string> = new Set(['device-lost', 'worker-lost']);
/** A question that has cost so many workers is given up: it may be what kills them. */
const MAX_LOSSES = 2;
/** Times that a worker may evict what it was given before it was asked again. */
const MAX_SUPPLIES = 8;

let requests = 0;

function folderUrl(path: string): string {
  return new URL(path.endsWith('/') ? path : `${path}/`, document.baseURI).href;
}

function isWorthAskingAgain({ code, details }: SaliencyError): boolean {
  // `gone`: somebody deleted the kept file under an open model. It is fetched anew.
  return PASSING.has(code) || (details as { reason?: unknown } | undefined)?.reason === 'gone';
}

/**
 * The engine without the element: any number of models and images, and questions about them, in any order and at the
 * same time. Clients with equal options share one worker, in which equal questions share one answer. Its death is
 * survived: questions that it took with it are asked again.
 *
 * @example
 * const client = new SaliencyClient();
 * const model = client.model('workbench');
 * const image = client.image(file);
 * const { map } = await client.explain({ model, image, method: 'grad-cam', targetClass: 'top' });
 * image.release();
 */
export class SaliencyClient {
  readonly #catalog: string | undefined;
  readonly #hostKey: string;
  readonly #host: WorkerHost;
  readonly #disposal = new AbortController();
  readonly #handles = new Set<ModelHandle | ImageHandle>();

  constructor(options: ClientOptions = {}) {
    const { device = 'auto', workerUrl, cacheBytes, limits } = options;
    const wasmPaths = options.wasmPaths === undefined ? undefined : folderUrl(options.wasmPaths);
    this.#catalog = options.catalog;
    const start = { device, wasmPaths, cacheBytes };
    this.#hostKey = JSON.stringify([start, workerUrl, limits && ++requests]);
    this.#host = acquireHost(this.#hostKey, () => new WorkerHost(start, workerUrl, limits));
  }

  /**
   * A model to ask about: a name in the catalogue, an address, bytes, a file or its handle, with what is known of it.
   * It is opened by the first question, and may stay open until it is released.
   */
  model(given: GivenModel['data'] | GivenModel): ModelHandle {
    const model = isGivenModel(given) ? given : { data: given };
    return this.#own(
      new ModelHandle(this.#host.leases, async () => modelContent(await resolveSource(model, this.#catalog))),
    );
  }

  /**
   * An image to ask about: a file, which the worker decodes; an `ImageBitmap`, which must stay open until the handle is
   * released; or something that can be read again.
   */
  image(given: GivenImage): ImageHandle {
    return this.#own(new ImageHandle(this.#host.leases, () => imageContent(given)));
  }

  /**
   * Opens a model before it is asked about, and tells what it is.
   *
   * @throws SaliencyError `bad-option`, `model-fetch`, `model-checksum`, `model-invalid`, `model-unsupported`, `no-adapter`,
   * `csp-wasm`, `cors`, `quota`, `out-of-memory`, `worker-load`, `worker-lost` or `aborted`
   */
  open(model: ModelHandle, request: RequestOptions = {}): Promise<ModelInfo> {
    return this.#ask([model], request, (service, base, [{ lease }], onProgress) =>
      service.describe({ ...base, model: lease.key }, onProgress),
    );
  }

  /**
   * Where in an image a model sees a class.
   *
   * @throws SaliencyError `image-decode`, `bad-option`, or what {@link SaliencyClient.open} throws
   */
  explain({ model, image, ...options }: Question, request: RequestOptions = {}): Promise<Explanation> {
    return this.#ask([model, image], request, (service, base, [{ lease }, of], onProgress) =>
      service.explain({ ...base, model: lease.key, image: of.lease.key }, options, onProgress),
    );
  }

  /**
   * The feature maps of a layer that say most about a class. After an explanation of the same layer and class this runs
   * no session.
   *
   * @throws SaliencyError as {@link SaliencyClient.explain}
   */
  featureMaps(
    { model, image, ...options }: FeatureMapsQuestion,
    request: RequestOptions = {},
  ): Promise<FeatureMaps> {
    return this.#ask([model, image], request, (service, base, [{ lease }, of]) =>
      service.featureMaps({ ...base, model: lease.key, image: of.lease.key }, options),
    );
  }

  /** Session runs of the current worker, of all the clients that share it. */
  runCounts(): Promise<RunCounts> {
    return this.#host.call((service) => service.runCounts());
  }

  /** What the current worker keeps, of all the clients that share it. */
  cacheUse(): Promise<CacheUse> {
    return this.#host.call((service) => service.cacheUse());
  }

  /** Ends what is under way and releases every model and image; the last client of a worker ends it. */
  dispose(): void {
    if (this.#disposal.signal.aborted) return;
    this.#disposal.abort();
    for (const handle of this.#handles) handle.release();
    this.#handles.clear();
    releaseHost(this.#hostKey);
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  #own<T extends ModelHandle | ImageHandle>(handle: T): T {
    this.#handles.add(handle);
    handle.onRelease = () => this.#handles.delete(handle);
    return handle;
  }

  /** Asks until there is an answer, and gives the worker what it lacks on the way. */
  async #ask<T>(
    handles: readonly (ModelHandle | ImageHandle)[],
    { signal: given, onProgress, urgency = 'foreground' }: RequestOptions,
    send: (
      service: RemoteService,
      base: Request,
      contents: readonly HeldContent[],
      onProgress: ((progress: Progress) => void) | undefined,
    ) => Promise<Reply<T>>,
  ): Promise<T> {
    const disposed = this.#disposal.signal;
    if (disposed.aborted) throw new SaliencyError('aborted', 'This client was disposed of; make another.');
    const signal = given ? AbortSignal.any([given, disposed]) : disposed;
    throwIfAborted(signal);
    handles.forEach(refuseOthers);
    const contents = await Promise.all(handles.map((handle) => handle.content(signal)));
    let isOver = false;
    const report = (progress: Progress): void => {
      if (!isOver && !signal.aborted) onProgress?.(progress);
    };
    for (let losses = 0, supplies = 0; ;) {
      const id = `request-${++requests}`;
      try {
        const reply = await this.#host.call(
          (service) => send(service, { id, urgency }, contents, onProgress && proxy(report)),
          { signal, cancel: (service) => service.cancel(id) },
        );
        if ('answer' in reply) {
          isOver = true;
          return reply.answer;
        }
        if (++supplies > MAX_SUPPLIES)
          throw new SaliencyError(
            'out-of-memory',
            'The worker cannot keep the model and the image at the same time. Allow it more (`cacheBytes` of the client), or choose a smaller model.',
          );
        const lacking = contents.filter((_, i) => reply.lacks.includes(handles[i].kind));
        await Promise.all(lacking.map((content) => this.#host.supply(content, signal)));
      } catch (thrown) {
        if (signal.aborted) throw abortedError();
        const error = SaliencyError.from(thrown);
        if (!isWorthAskingAgain(error) || ++losses > MAX_LOSSES) throw error;
      }
    }
  }
}

function isGivenModel(given: GivenModel['data'] | GivenModel | null): given is GivenModel {
  return typeof given === 'object' && given !== null && 'data' in given;
}

/** What a program without types may pass in place of a handle. */
function refuseOthers(handle: unknown, index: number): void {
  const [Handle, call] = index === 0 ? [ModelHandle, 'model'] : [ImageHandle, 'image'];
  if (handle instanceof Handle) return;
  throw new SaliencyError(
    'bad-option',
    `The ${call} is not given by a handle: give what client.${call}(...) returns, as in client.open(client.model({ data })).`,
  );
}
