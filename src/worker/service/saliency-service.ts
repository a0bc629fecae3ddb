import { transfer } from 'comlink';
import { SaliencyError } from '../../errors.js';
import type { ModelSource } from '../../models/model-source.js';
import type { Explanation, ExplainOptions } from '../explanation.js';
import type { FeatureMaps, FeatureMapsOptions } from '../feature-maps.js';
import type { ModelInfo } from '../model-info.js';
import type { Progress } from '../progress.js';
import type { RasterizeSvg, RequestKey, RunCounts, SaliencyService, StartOptions } from '../protocol.js';
import { decodeImage } from '../images/decode-image.js';
import { Backend, reportBackend } from './ort/backend.js';
import { explain } from './explain/explain.js';
import { ImageState } from './images/image-state.js';
import { Jobs } from './jobs.js';
import { OpenModels, type ModelUse } from './models/open-models.js';
import { progressReporter, type ProgressCallback } from './progress-reporter.js';
import { strongestMaps } from './explain/strongest-maps.js';

interface ClientState {
  model?: ModelUse;
  image?: ImageState;
}

/** The worker's side of the contract; see {@link SaliencyService}. */
export class WorkerService implements SaliencyService {
  readonly #clients = new Map<string, ClientState>();
  readonly #jobs = new Jobs();
  readonly #models = new OpenModels();
  #backend: Promise<Backend> | undefined;
  #counts: RunCounts = { trunk: 0, head: 0 };

  ping(): Promise<void> {
    return Promise.resolve();
  }

  open(
    key: RequestKey,
    source: ModelSource,
    start: StartOptions,
    callback?: ProgressCallback,
  ): Promise<ModelInfo> {
    return this.#jobs.run(key, (job) =>
      progressReporter(callback, async (onProgress) => {
        const backend = (): Promise<Backend> => this.#startBackend(start, onProgress);
        const model = await this.#models.open(source, { backend, job, onProgress });
        const client = this.#client(key);
        client.model?.release();
        client.model = model;
        return model.value.info;
      }),
    );
  }

  setImage(key: RequestKey, image: ImageBitmap | Blob, rasterizeSvg?: RasterizeSvg): Promise<void> {
    return this.#jobs.run(key, async ({ signal }) => {
      const decoded =
        image instanceof Blob
          ? await decodeImage(image, { signal, rasterizeSvg })
          : { bitmap: image, width: image.width, height: image.height };
      const state = new ImageState(decoded);
      const client = this.#client(key);
      client.image?.retire();
      client.image = state;
    });
  }

  explain(key: RequestKey, options: ExplainOptions, callback?: ProgressCallback): Promise<Explanation> {
    const { model, image } = this.#subject(key);
    return this.#jobs.runLatest(key, (job) =>
      image.hold(() =>
        model.hold((open) =>
          progressReporter(callback, async (onProgress) => {
            const explanation = await explain({ model: open, image, options, job, onProgress });
            return transfer(explanation, [explanation.map.buffer, explanation.scores.buffer]);
          }),
        ),
      ),
    );
  }

  featureMaps(key: RequestKey, options: FeatureMapsOptions): Promise<FeatureMaps> {
    const { model, image } = this.#subject(key);
    return this.#jobs.run(key, (job) =>
      image.hold(() =>
        model.hold(async (open) => {
          const found = await strongestMaps({ model: open, image, options, job });
          return transfer(
            found,
            found.maps.map(({ map }) => map.buffer),
          );
        }),
      ),
    );
  }

  cancel(key: RequestKey): Promise<void> {
    this.#jobs.cancel(key);
    return Promise.resolve();
  }

  close(client: string): Promise<void> {
    const state = this.#clients.get(client);
    this.#clients.delete(client);
    state?.image?.retire();
    state?.model?.release();
    return Promise.resolve();
  }

  async runCounts(): Promise<RunCounts> {
    const backend = await this.#backend?.catch(() => undefined);
    return { ...(backend?.counts ?? this.#counts) };
  }

  #subject(key: RequestKey): { readonly model: ModelUse; readonly image: ImageState } {
    const { model, image } = this.#client(key);
    if (!model) throw new SaliencyError('bad-option', 'There is no model yet; call open() first.');
    if (!image) throw new SaliencyError('image-missing', 'There is no image yet; call setImage() first.');
    return { model, image };
  }

  #client({ client }: RequestKey): ClientState {
    const state = this.#clients.get(client) ?? {};
    this.#clients.set(client, state);
    return state;
  }

  #startBackend(start: StartOptions, onProgress: (progress: Progress) => void): Promise<Backend> {
    return (this.#backend ??= Backend.start(start, reportBackend(onProgress)));
  }
}
