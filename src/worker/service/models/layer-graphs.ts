import type { GradientExport } from '../../../gradient/export/export-gradient.js';
import { exportScores, type ScoresExport } from '../../../gradient/export/export-scores.js';
import { prepareModel } from '../../../onnx/prepare/prepare-model.js';
import { printModel } from '../../../onnx/codec/print-model.js';
import type { Placement } from '../ort/backend.js';
import type { Model } from '../../../onnx/graph/model.js';
import type { GraphOptions, GraphSession, OrtEngine, Tensors, WeightFiles } from '../ort/graph-session.js';
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
  readonly #files: { readonly trunk: Uint8Array | undefined; readonly head: Uint8Array };
  #trunk: Promise<GraphSession> | undefined;
  #head: Promise<GraphSession> | undefined;

  constructor(options: LayerGraphsOptions) {
    const { exported, engine } = options;
    this.#options = options;
    this.engine = engine;
    this.exported = exported;
    this.#files = { trunk: exported.trunk && printModel(exported.trunk), head: printModel(exported.head) };
    this.trunkBytes = this.#files.trunk?.byteLength ?? 0;
    this.headBytes = this.#files.head.byteLength;
    this.scores = new ScoreBatches({ ...options, derive: options.deriveScores });
  }

  /** Creates the sessions; resolves when the one that is needed first is there. */
  async warmUp(): Promise<void> {
    const trunk = this.#trunkSession();
    const head = this.#headSession();
    await (trunk ?? head);
  }

  /** Carried tensors, which stay on the GPU and belong to the caller. */
  async runTrunk(feeds: Tensors): Promise<Tensors> {
    const session = await this.#trunkSession();
    if (!session) return feeds;
    this.#options.counts.trunk += 1;
    return session.run(feeds);
  }

  async runHead(feeds: Tensors): Promise<Tensors> {
    const session = await this.#headSession();
    this.#options.counts.head += 1;
    return session.run(feeds);
  }

  release(): void {
    this.scores.release();
    for (const session of [this.#trunk, this.#head]) {
      session?.then(
        (created) => created.release(),
        () => undefined,
      );
    }
  }

  #trunkSession(): Promise<GraphSession> | undefined {
    const { trunk } = this.#files;
    if (!trunk) return undefined;
    return (this.#trunk ??= this.#create(trunk, { keepOnGpu: true }));
  }

  #headSession(): Promise<GraphSession> {
    return (this.#head ??= this.#create(this.#files.head, {
      layout: HEAD_LAYOUT,
      isLean: isLargeHead(this.exported.head),
    }));
  }

  #create(graph: Uint8Array, options: Partial<GraphOptions>): Promise<GraphSession> {
    const { placement, weights } = this.#options;
    const session = this.engine.create(graph, { device: placement.device, weights, ...options });
    session.catch(() => undefined);
    return session;
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
    output,
    image,
    shape,
  }: { readonly output?: string; readonly image: string; readonly shape: readonly number[] },
): ScoresExport {
  const [batch] = shape;
  const inputs = model.graph.inputs.map((info) =>
    info.name === image && info.dims ? { ...info, dims: [batch, ...info.dims.slice(1)] } : info,
  );
  const opened = { ...model, graph: { ...model.graph, inputs } };
  const prepared = prepareModel(opened, { inputShapes: { [image]: shape }, batch });
  return exportScores(prepared, { layer, output });
}
