import { SaliencyError } from '../../../errors.js';
import { LOGITS } from '../../../gradient/export/export-gradient.js';
import type { ScoresExport } from '../../../gradient/export/export-scores.js';
import { printModel } from '../../../onnx/codec/print-model.js';
import type { Placement } from '../ort/backend.js';
import { carriedTensor, type CarriedValues } from '../ort/carried-tensor.js';
import { floatValues } from '../ort/float-values.js';
import type { Urgent } from '../../../async/priority-queue.js';
import type { OrtEngine, Tensors, WeightFiles } from '../ort/graph-session.js';
import { LazySession } from '../ort/lazy-session.js';
import { isLargeHead } from '../../../lowering/large-head.js';
import { HEAD_LAYOUT } from '../../../lowering/layout.js';

/** Images that go through the head at once. */
export const SCORE_BATCH = 16;

export interface ScoreBatchesOptions {
  readonly engine: OrtEngine;
  readonly counts: { head: number };
  readonly placement: Placement;
  readonly weights: WeightFiles;
  /** The head for so many images at once; throws where the model does not allow it. */
  readonly derive: (batch: number) => ScoresExport;
}

/** What the trunk hands over for one image, in the order of its outputs: the layer, and what goes around it. */
export type Carried = readonly [layer: Float32Array, ...sides: CarriedValues[]];

/** A layer's head without gradients, for many activations at once: what methods by perturbation run. */
export class ScoreBatches {
  readonly #options: ScoreBatchesOptions;
  /** Whether images of a batch were found not to change each other's scores. */
  isChecked = false;
  #exported: ScoresExport | undefined;
  readonly #session = new LazySession((urgent) => this.#create(urgent));

  constructor(options: ScoreBatchesOptions) {
    this.#options = options;
  }

  /** How many images one run takes. */
  get batch(): number {
    return this.#export().batch;
  }

  /**
   * Logits of each of at most {@link batch} images.
   *
   * @throws SaliencyError as any run does
   */
  async run(images: readonly Carried[], urgent: Urgent): Promise<Float32Array[]> {
    const { carried, batch, classes } = this.#export();
    const { ort } = this.#options.engine.runtime;
    const feeds: Tensors = Object.fromEntries(
      carried.map(({ name, shape, dataType }, i) => {
        const rows = images.map((tensors) => tensors[i]);
        return [name, carriedTensor(ort, { dataType, shape }, rows, batch)];
      }),
    );
    this.#options.counts.head += 1;
    const session = await this.#session.get(urgent);
    const { [LOGITS]: logits } = await session.run(feeds, urgent);
    const values = floatValues(await this.#options.engine.download(logits, urgent), logits.type);
    return images.map((_, row) => values.slice(row * classes, (row + 1) * classes));
  }

  /** From now on one image at a time: for models that mix the images of a batch. */
  useSingles(): void {
    this.release();
    this.#exported = this.#options.derive(1);
  }

  /** Gives back what a large head takes; a small one is kept for the next question. */
  rest(): void {
    if (this.#exported && isLargeHead(this.#exported.head)) this.release();
  }

  release(): void {
    this.#session.release();
  }

  #export(): ScoresExport {
    return (this.#exported ??= this.#derive());
  }

  #derive(): ScoresExport {
    const single = this.#options.derive(1);
    try {
      const many = this.#options.derive(SCORE_BATCH);
      return fits(many, single) ? many : single;
    } catch (thrown) {
      // A file may be written for one image: a Reshape that says so, say.
      if (thrown instanceof SaliencyError) return single;
      throw thrown;
    }
  }

  #create(urgent: Urgent): ReturnType<OrtEngine['create']> {
    const { engine, placement, weights } = this.#options;
    const { head } = this.#export();
    const { device } = placement;
    const options = { device, layout: HEAD_LAYOUT, weights, isLean: isLargeHead(head) };
    return engine.create(printModel(head), options, urgent);
  }
}

/** The same graph but for a first axis that is the batch. */
function fits(many: ScoresExport, single: ScoresExport): boolean {
  if (many.batch !== SCORE_BATCH || many.classes !== single.classes) return false;
  if (many.carried.length !== single.carried.length) return false;
  return many.carried.every(({ shape: [first, ...rest] }, i) => {
    const [one, ...others] = single.carried[i].shape;
    return first === SCORE_BATCH * one && rest.join() === others.join();
  });
}
