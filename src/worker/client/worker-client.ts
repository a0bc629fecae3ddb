import { proxy, transfer } from 'comlink';
import { SaliencyError, throwIfAborted } from '../../errors.js';
import { untilAborted } from '../../async/until-aborted.js';
import { rasterizeSvg } from '../images/rasterize-svg.js';
import type { ModelSource } from '../../models/model-source.js';
import type { Explanation, ExplainOptions } from '../explanation.js';
import type { FeatureMaps, FeatureMapsOptions } from '../feature-maps.js';
import type { DevicePreference, ModelInfo } from '../model-info.js';
import type { Progress } from '../progress.js';
import type { RequestKey, RunCounts, StartOptions } from '../protocol.js';
import type { GivenModel } from './given-model.js';
import { resolveSource } from './resolve-source.js';
import { acquireHost, releaseHost } from './shared-hosts.js';
import { WorkerHost, type HostLimits, type RemoteService } from './worker-host.js';

export interface ClientOptions {
  /** Default `auto`: WebGPU where it works, else WebAssembly. */
  readonly device?: DevicePreference;
  /** Address of a catalogue of your own models (see `models/catalog.schema.json`), before those of the package. */
  readonly catalog?: string;
  /** Where `worker.js` lies, if not beside this module; any origin. */
  readonly workerUrl?: string;
  /** Folder of the four `ort-wasm-simd-threaded.*` files, if not beside the worker. */
  readonly wasmPaths?: string;
  /** Time limits in milliseconds; a client that sets any has a worker of its own. */
  readonly limits?: Partial<HostLimits>;
}

export interface RequestOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/** An image that a worker can be given again after it had to be replaced. */
export type ImageProvider = () => Promise<ImageBitmap | Blob>;

/** Called by the worker, across the boundary. */
async function svgToBitmap(svg: Blob, maxPixels: number): Promise<ImageBitmap> {
  const bitmap = await rasterizeSvg(svg, maxPixels);
  return transfer(bitmap, [bitmap]);
}

let clients = 0;
const blobs = new WeakMap<ArrayBuffer, Blob>();
const blobIds = new WeakMap<Blob, string>();

function blobOf(data: Blob | ArrayBuffer): Blob {
  if (data instanceof Blob) return data;
  const blob = blobs.get(data) ?? new Blob([data]);
  blobs.set(data, blob);
  return blob;
}

function idOf(blob: Blob): string {
  const id = blobIds.get(blob) ?? `bytes-${Math.random().toString(36).slice(2)}`;
  blobIds.set(blob, id);
  return id;
}

/** A `Blob` crosses to the worker as a reference; an `ArrayBuffer` would be copied at every restart. */
function portable(source: ModelSource): ModelSource {
  const { data, externalData = {} } = source;
  if (typeof data === 'string') return { ...source, id: data };
  const blob = blobOf(data);
  const ids = [blob, ...Object.values(externalData)].map(idOf);
  return { ...source, data: blob, id: ids.join(' ') };
}

function folderUrl(path: string): string {
  return new URL(path.endsWith('/') ? path : `${path}/`, document.baseURI).href;
}

async function providerOf(image: ImageBitmap | Blob | ImageProvider): Promise<ImageProvider> {
  if (typeof image === 'function') return image;
  if (image instanceof Blob) return () => Promise.resolve(image);
  const copy = await createImageBitmap(image).catch((cause: unknown) => {
    throw new SaliencyError('image-decode', 'The ImageBitmap was closed or moved; make another.', { cause });
  });
  let first: ImageBitmap | undefined = image;
  return () => {
    const bitmap = first ? Promise.resolve(first) : createImageBitmap(copy);
    first = undefined;
    return bitmap;
  };
}

/**
 * The engine without the element: a model and an image in a worker, and the questions put to them.
 * Clients with equal options share one worker. Its death is survived: what is under way rejects with `worker-lost`,
 * and the next call starts another worker with the same model and image.
 */
export class SaliencyClient {
  readonly #id = `client-${++clients}`;
  readonly #start: StartOptions;
  readonly #catalog: string | undefined;
  readonly #hostKey: string;
  readonly #host: WorkerHost;
  #requests = 0;
  #disposed = false;
  /** `open` and `setImage` in the order of their calls; `explain` waits for those before it. */
  #setup: Promise<unknown> = Promise.resolve();
  #source: ModelSource | undefined;
  #image: ImageProvider | undefined;
  /** The worker (see {@link WorkerHost.generation}) that holds them. */
  #sourceIn = 0;
  #imageIn = 0;

  constructor(options: ClientOptions = {}) {
    const { device = 'auto', workerUrl, limits } = options;
    const wasmPaths = options.wasmPaths === undefined ? undefined : folderUrl(options.wasmPaths);
    this.#start = { device, wasmPaths };
    this.#catalog = options.catalog;
    this.#hostKey = JSON.stringify([device, workerUrl, wasmPaths, limits && this.#id]);
    this.#host = acquireHost(this.#hostKey, () => new WorkerHost(workerUrl, limits));
  }

  /**
   * Loads a model, derives its gradient graphs and makes it this client's current one. `model.data` may be a name
   * in the client's catalogue.
   *
   * @throws SaliencyError `bad-option`, `model-fetch`, `model-checksum`, `model-invalid`, `model-unsupported`, `no-adapter`,
   * `csp-wasm`, `out-of-memory`, `worker-load`, `worker-lost` or `aborted`. The model that was open stays open.
   */
  open(model: GivenModel, request: RequestOptions = {}): Promise<ModelInfo> {
    return this.#inOrder(async () => {
      const wanted = portable(await untilAborted(resolveSource(model, this.#catalog), request.signal));
      const info = await this.#open(wanted, request);
      this.#source = wanted;
      return info;
    });
  }

  /**
   * Makes an image this client's current one. A file is decoded in the worker; an `ImageBitmap` is moved into it,
   * and a copy is kept to survive the worker; a function is called again instead, and needs no copy.
   *
   * @throws SaliencyError `image-decode`, `worker-load` or `worker-lost`
   */
  setImage(image: ImageBitmap | Blob | ImageProvider): Promise<void> {
    return this.#inOrder(async () => {
      this.#image = await providerOf(image);
      await this.#sendImage();
    });
  }

  /**
   * Explains the current image by the current model. A newer call supersedes an unfinished one.
   *
   * @throws SaliencyError `image-missing`, `bad-option`, `aborted`, or what {@link SaliencyClient.open} throws.
   */
  async explain(options: ExplainOptions, request: RequestOptions = {}): Promise<Explanation> {
    try {
      return await this.#explain(options, request);
    } catch (thrown) {
      if (request.signal?.aborted || !this.#mayAskAgain(thrown)) throw thrown;
      return this.#explain(options, request);
    }
  }

  /**
   * The feature maps of a layer that say most about a class, for the current image. After an explanation of the same
   * layer and class this runs no session.
   *
   * @throws SaliencyError as {@link SaliencyClient.explain}
   */
  async featureMaps(options: FeatureMapsOptions, request: RequestOptions = {}): Promise<FeatureMaps> {
    await this.#ready(request.signal);
    return this.#request(request, (service, key) => service.featureMaps(key, options));
  }

  /** Session runs of the current worker, of all the clients that share it. */
  runCounts(): Promise<RunCounts> {
    return this.#host.call((service) => service.runCounts());
  }

  /** Forgets image and model; the last client of a worker ends it. The client is of no use afterwards. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    if (this.#sourceIn === this.#host.generation || this.#imageIn === this.#host.generation)
      this.#host.call((service) => service.close(this.#id)).catch(() => undefined);
    releaseHost(this.#hostKey);
  }

  async #explain(options: ExplainOptions, request: RequestOptions): Promise<Explanation> {
    await this.#ready(request.signal);
    return this.#request(request, (service, key, onProgress) => service.explain(key, options, onProgress));
  }

  /** Resolves once the worker has what was given before: the model and the image. */
  async #ready(signal: AbortSignal | undefined): Promise<void> {
    throwIfAborted(signal);
    await untilAborted(
      this.#inOrder(() => this.#restore(signal)),
      signal,
    );
  }

  /** Whether the same question may be answered the next time; makes ready for it. */
  #mayAskAgain(thrown: unknown): boolean {
    if (!(thrown instanceof SaliencyError)) return false;
    // Mostly the computer slept since the last question: the worker was replaced.
    if (thrown.code === 'device-lost') return true;
    const { reason } = (thrown.details ?? {}) as { reason?: unknown };
    if (reason !== 'gone' || !this.#source) return false;
    // Somebody deleted the kept file under the open model: as another model it is fetched anew.
    this.#source = { ...this.#source, id: `${this.#source.id}, again` };
    this.#sourceIn = 0;
    return true;
  }

  #inOrder<T>(step: () => Promise<T>): Promise<T> {
    const result = this.#setup.then(step);
    this.#setup = result.catch(() => undefined);
    return result;
  }

  async #open(source: ModelSource, request: RequestOptions): Promise<ModelInfo> {
    const info = await this.#request(request, (service, key, onProgress) =>
      service.open(key, source, this.#start, onProgress),
    );
    this.#sourceIn = this.#host.generation;
    return info;
  }

  async #sendImage(): Promise<void> {
    const image = await this.#image?.();
    if (!image) return;
    await this.#request({}, (service, key) =>
      image instanceof Blob
        ? service.setImage(key, image, proxy(svgToBitmap))
        : service.setImage(key, transfer(image, [image])),
    );
    this.#imageIn = this.#host.generation;
  }

  /** A fresh worker knows nothing: hands it the model and the image again. */
  async #restore(signal?: AbortSignal): Promise<void> {
    this.#host.start();
    if (this.#imageIn !== this.#host.generation) await this.#sendImage();
    if (this.#source && this.#sourceIn !== this.#host.generation) await this.#open(this.#source, { signal });
  }

  #request<T>(
    { signal, onProgress }: RequestOptions,
    invoke: (
      service: RemoteService,
      key: RequestKey,
      onProgress?: (progress: Progress) => void,
    ) => Promise<T>,
  ): Promise<T> {
    if (this.#disposed)
      return Promise.reject(new SaliencyError('aborted', 'This client was disposed of; make another.'));
    const key = { client: this.#id, request: ++this.#requests };
    const report = onProgress && proxy((progress: Progress) => onProgress(progress));
    return this.#host.call((service) => invoke(service, key, report), {
      signal,
      cancel: (service) => service.cancel(key),
    });
  }
}
