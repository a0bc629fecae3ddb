import type { GivenModel } from '../../src/worker/client/given-model.js';
import type { Explanation, ExplainOptions } from '../../src/worker/explanation.js';
import type { FeatureMaps, FeatureMapsOptions } from '../../src/worker/feature-maps.js';
import type { ImageHandle, ModelHandle } from '../../src/worker/client/held.js';
import type { GivenImage } from '../../src/worker/client/image-content.js';
import {
  SaliencyClient,
  type ClientOptions,
  type RequestOptions,
} from '../../src/worker/client/saliency-client.js';
import type { ModelInfo } from '../../src/worker/model-info.js';
import type { CacheUse, RunCounts } from '../../src/worker/protocol.js';

/** A client with one model and one image, for tests that are about the answers. */
export class OneSubject {
  readonly client: SaliencyClient;
  #model: ModelHandle | undefined;
  #image: ImageHandle | undefined;

  constructor(options?: ClientOptions) {
    this.client = new SaliencyClient(options);
  }

  /** The model takes the place of the one before once it is open. */
  async open(given: GivenModel, request?: RequestOptions): Promise<ModelInfo> {
    const model = this.client.model(given);
    try {
      const info = await this.client.open(model, request);
      this.#model?.release();
      this.#model = model;
      return info;
    } catch (thrown) {
      model.release();
      throw thrown;
    }
  }

  setImage(image: GivenImage): void {
    this.#image?.release();
    this.#image = this.client.image(image);
  }

  explain(options: ExplainOptions, request?: RequestOptions): Promise<Explanation> {
    return this.client.explain({ ...this.#subject, ...options }, request);
  }

  featureMaps(options: FeatureMapsOptions, request?: RequestOptions): Promise<FeatureMaps> {
    return this.client.featureMaps({ ...this.#subject, ...options }, request);
  }

  runCounts(): Promise<RunCounts> {
    return this.client.runCounts();
  }

  cacheUse(): Promise<CacheUse> {
    return this.client.cacheUse();
  }

  dispose(): void {
    this.client.dispose();
  }

  get #subject(): { model: ModelHandle; image: ImageHandle } {
    return { model: this.#model!, image: this.#image! };
  }
}
