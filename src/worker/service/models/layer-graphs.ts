import type { GradientExport } from '../../../gradient/export/export-gradient.js';
import { exportScores, type ScoresExport } from '../../../gradient/export/export-scores.js';
import type { Scores } from '../../../gradient/export/find-scores.js';
import { prepareModel } from '../../../onnx/prepare/prepare-model.js';
import { printModel } from '../../../onnx/codec/print-model.js';
import type { Placement } from '../ort/backend.js';
import type { Model } from '../../../onnx/graph/model.js';
import type { Urgent } from '../../../async/priority-queue.js';
import type { GraphOptions, OrtEngine, Tensors, WeightFiles } from '../ort/graph-session.js';
import { LazySession } from '../ort/lazy-session.js';
import { isLargeHead } from '../../../lowering/large-head.js';
import { HEAD_LAYOUT } from '../../../lowering/layout.js';
import { ScoreBatches } from './score-batches.js';

export interface LayerGraphsOptions {
  readonly engine: OrtEngine;
  /** Counts every session run. */
  readonly counts: { trunk: number; head: number };
  readonly placement: Placement;
  readonly weights: WeightFiles;
  readonly exported: GradientExport;
  /** The head without gradients; see {@link ScoreBatches}. */
  readonly deriveScores: (batch: number) => ScoresExport;
}

/** The trunk and the head of one layer, as bytes at once and as sessions when they are needed. */
export class LayerGraphs {
  readonly exported: GradientExport;
  readonly engine: OrtEngine;
  readonly trunkBytes: number;
  readonly headBytes: number;
  readonly scores: ScoreBatches;
  readonly #options: LayerGraphsOptions;
  readonly #trunk: LazySession | undefined;
  readonly #head: LazySession;

  constructor(options: LayerGraphsOptions) {
    const { exported, engine } = options;
    this.#options = options;
    this.engine = engine;
    this.exported = exported;
    const trunk = exported.trunk && printModel(exported.trunk);
    const head = printModel(exported.head);
    this.trunkBytes = trunk?.byteLength ?? 0;
    this.headBytes = head.byteLength;
    this.#trunk = trunk && this.#session(trunk, { keepOnGpu: true });
    this.#head = this.#session(head, { layout: HEAD_LAYOUT, isLean: isLargeHead(exported.head) });
    this.scores = new ScoreBatches({ ...options, derive: options.deriveScores });
  }

  /** Creates the sessions; resolves when the one that is needed first is there. */
  async warmUp(urgent: Urgent): Promise<void> {
    const trunk = this.#trunk?.get(urgent);
    const head = this.#head.get(urgent);
    // Whoever needs it asks again, and hears of its failure then.
    head.catch(() => undefined);
    await (trunk ?? head);
  }

  /** Carried tensors, which stay on the GPU and belong to the caller. */
  async runTrunk(feeds: Tensors, urgent: Urgent): Promise<Tensors> {
    const session = await this.#trunk?.get(urgent);
    if (!session) return feeds;
    this.#options.counts.trunk += 1;
    return session.run(feeds, urgent);
  }

  async runHead(feeds: Tensors, urgent: Urgent): Promise<Tensors> {
    const session = await this.#head.get(urgent);
    this.#options.counts.head += 1;
    return session.run(feeds, urgent);
  }

  release(): void {
    this.scores.release();
    this.#trunk?.release();
    this.#head.release();
  }

  #session(graph: Uint8Array, options: Partial<GraphOptions>): LazySession {
    const { placement, weights } = this.#options;
    const { device } = placement;
    return new LazySession((urgent) => this.engine.create(graph, { device, weights, ...options }, urgent));
  }
}

/**
 * Derives a layer's head without gradients for a batch of images, from the model as its file has it.
 *
 * @throws SaliencyError where the model takes one image only
 */
export function deriveScoresOf(
  model: Model,
  layer: string,
  {
    scores,
    image,
    shape,
  }: { readonly scores: Scores; readonly image: string; readonly shape: readonly number[] },
): ScoresExport {
  const [batch] = shape;
  const inputs = model.graph.inputs.map((info) =>
    info.name === image && info.dims ? { ...info, dims: [batch, ...info.dims.slice(1)] } : info,
  );
  const opened = { ...model, graph: { ...model.graph, inputs } };
  const prepared = prepareModel(opened, { inputShapes: { [image]: shape }, batch, singlePrecision: true });
  const { shape: found = [] } = prepared.types.get(scores.logits) ?? {};
  return exportScores(prepared, { layer, scores: { ...scores, batch: found.length > 1 ? found[0] : 1 } });
}
