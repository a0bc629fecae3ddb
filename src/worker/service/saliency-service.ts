import { once } from '../../async/once.js';
import { SaliencyError } from '../../errors.js';
import type { ModelSource } from '../../models/model-source.js';
import type { Explanation, ExplainOptions } from '../explanation.js';
import type { FeatureMaps, FeatureMapsOptions } from '../feature-maps.js';
import type { ModelInfo } from '../model-info.js';
import type {
  CacheUse,
  ImageRequest,
  Lacking,
  ModelRequest,
  RasterizeSvg,
  Reply,
  RunCounts,
  SaliencyService,
  StartOptions,
} from '../protocol.js';
import { ByteCache } from './cache/byte-cache.js';
import { explain } from './explain/explain.js';
import { strongestMaps } from './explain/strongest-maps.js';
import type { ImageState } from './images/image-state.js';
import { Images } from './images/images.js';
import type { Work } from './jobs/job.js';
import { Jobs } from './jobs/jobs.js';
import { releaseRemote, type ProgressCallback } from './jobs/progress-reporter.js';
import { SharedWork } from './jobs/shared-work.js';
import type { OpenModel } from './models/open-model.js';
import { OpenModels } from './models/open-models.js';
import { Backend } from './ort/backend.js';

/** Two VGG-16 with room for the results of many images: what WASM's heap of 4 GB holds, where weights may stand twice. */
const CACHE_BYTES = 1536 * 2 ** 20;

/** The worker's side of the contract; see {@link SaliencyService}. */
export class WorkerService implements SaliencyService {
  readonly #jobs = new Jobs();
  readonly #explanations = new SharedWork<Explanation>();
  #parts: Parts | undefined;

  start(options: StartOptions): Promise<void> {
    this.#parts ??= partsFor(options);
    return Promise.resolve();
  }

  ping(): Promise<void> {
    return Promise.resolve();
  }

  takeModel(model: string, source: ModelSource): Promise<void> {
    this.#started.models.take(model, source);
    return Promise.resolve();
  }

  async takeImage(image: string, pixels: ImageBitmap | Blob, rasterizeSvg?: RasterizeSvg): Promise<void> {
    try {
      await this.#started.images.take(image, pixels, rasterizeSvg);
    } finally {
      releaseRemote(rasterizeSvg);
    }
  }

  describe(request: ModelRequest, callback?: ProgressCallback): Promise<Reply<ModelInfo>> {
    const { models } = this.#started;
    return this.#jobs.run(request, callback, async (job) => {
      if (!models.knows(request.model)) return { lacks: ['model'] };
      return { answer: await models.use(request.model, job, ({ info }) => Promise.resolve(info)) };
    });
  }

  explain(
    request: ImageRequest,
    options: ExplainOptions,
    callback?: ProgressCallback,
  ): Promise<Reply<Explanation>> {
    const key = JSON.stringify([request.model, request.image, options]);
    return this.#answer(request, callback, (image, job) =>
      this.#explanations.join(key, job, (work) =>
        this.#with(request, image, work, (model) => explain({ model, image, options, work })),
      ),
    );
  }

  featureMaps(request: ImageRequest, options: FeatureMapsOptions): Promise<Reply<FeatureMaps>> {
    return this.#answer(request, undefined, (image, work) =>
      this.#with(request, image, work, (model) => strongestMaps({ model, image, options, work })),
    );
  }

  cancel(id: string): Promise<void> {
    this.#jobs.cancel(id);
    return Promise.resolve();
  }

  forget(key: string): Promise<void> {
    const { images, models } = this.#started;
    images.forget(key);
    models.forget(key);
    return Promise.resolve();
  }

  runCounts(): Promise<RunCounts> {
    return Promise.resolve({ ...this.#started.counts });
  }

  cacheUse(): Promise<CacheUse> {
    const { bytes, budget, use } = this.#started.cache;
    return Promise.resolve({ bytes, budget, kinds: use });
  }

  get #started(): Parts {
    if (this.#parts) return this.#parts;
    throw new SaliencyError('internal', 'The worker was not started.');
  }

  #answer<T>(
    request: ImageRequest,
    callback: ProgressCallback | undefined,
    answer: (image: ImageState, job: Work) => Promise<T>,
  ): Promise<Reply<T>> {
    const { images, models } = this.#started;
    return this.#jobs.run(request, callback, async (job) => {
      const image = images.get(request.image);
      const lacks: Lacking[] = models.knows(request.model) ? [] : ['model'];
      if (!image) return { lacks: [...lacks, 'image'] };
      return lacks.length > 0 ? { lacks } : { answer: await answer(image, job) };
    });
  }

  #with<T>(
    request: ImageRequest,
    image: ImageState,
    work: Work,
    use: (model: OpenModel) => Promise<T>,
  ): Promise<T> {
    return image.hold(() => this.#started.models.use(request.model, work, use));
  }
}

interface Parts {
  readonly cache: ByteCache;
  readonly images: Images;
  readonly models: OpenModels;
  readonly counts: RunCounts;
}

function partsFor(options: StartOptions): Parts {
  const cache = new ByteCache(options.cacheBytes ?? CACHE_BYTES);
  const counts = { trunk: 0, head: 0 };
  let first: Work;
  const started = once(() => Backend.start(options, counts, first));
  const backend = (work: Work): Promise<Backend> => {
    first = work;
    return started();
  };
  return { cache, counts, images: new Images(cache), models: new OpenModels(cache, backend) };
}
