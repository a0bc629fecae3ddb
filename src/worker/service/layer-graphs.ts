import { exportGradient, type GradientExport } from '../../gradient/export-gradient.js';
import { findScores } from '../../gradient/find-scores.js';
import type { PreparedModel } from '../../onnx/prepare-model.js';
import { printModel } from '../../onnx/print-model.js';
import type { Placement } from './backend.js';
import type { GraphOptions, GraphSession, Layout, OrtEngine, Tensors, WeightFiles } from './graph-session.js';

/**
 * In the default layout ORT 1.30 moves its transpositions behind the comparisons of a backward pass, where they
 * transpose booleans: on the CPU, with a copy from the GPU and back for each.
 */
export const HEAD_LAYOUT: Layout = 'NCHW';

/**
 * Heads with more bytes of weights are kept unpacked: ORT would pack each fully connected layer twice, once for each
 * direction. A VGG-16 then takes 1.7 times its file in memory and not 3.3.
 */
const LEAN_ABOVE = 256 * 2 ** 20;

export interface LayerGraphsOptions {
  readonly engine: OrtEngine;
  /** Counts every session run. */
  readonly counts: { trunk: number; head: number };
  readonly placement: Placement;
  readonly weights: WeightFiles;
  readonly exported: GradientExport;
}

/** The trunk and the head of one layer, as bytes at once and as sessions when they are needed. */
export class LayerGraphs {
  readonly exported: GradientExport;
  readonly engine: OrtEngine;
  readonly trunkBytes: number;
  readonly headBytes: number;
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
      isLean: this.#hasLargeHead(),
    }));
  }

  #hasLargeHead(): boolean {
    const weights = [...this.exported.head.graph.initializers.values()];
    return weights.reduce((sum, { link }) => sum + (link?.length ?? 0), 0) > LEAN_ABOVE;
  }

  #create(graph: Uint8Array, options: Partial<GraphOptions>): Promise<GraphSession> {
    const { device, layout } = this.#options.placement;
    const { weights } = this.#options;
    const session = this.engine.create(graph, { device, layout, weights, ...options });
    session.catch(() => undefined);
    return session;
  }
}

/**
 * Derives the graphs of one layer.
 *
 * @throws SaliencyError `model-unsupported` with every operator that has no rule, `bad-option` for an unknown layer
 */
export function deriveGraphs(
  prepared: PreparedModel,
  layer: string,
  output: string | undefined,
): GradientExport {
  const { model, types } = prepared;
  // Named only where it must be: the export may have renamed an output that is called "logits" before it looks.
  const chosen = findScores(model.graph, types).output === output ? undefined : output;
  return exportGradient(prepared, { layers: [prepared.aliases.get(layer) ?? layer], output: chosen });
}
