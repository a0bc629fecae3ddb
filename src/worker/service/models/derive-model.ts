import { throwIfAborted } from '../../../errors.js';
import { exportGradient } from '../../../gradient/export/export-gradient.js';
import { findScores } from '../../../gradient/export/find-scores.js';
import type { ModelSource } from '../../../models/model-source.js';
import { defaultLayer } from '../../../onnx/layers/default-layer.js';
import { spatialLayers } from '../../../onnx/layers/spatial-layers.js';
import { prepareModel } from '../../../onnx/prepare/prepare-model.js';
import type { ByteCache } from '../cache/byte-cache.js';
import { inputShape } from '../../../pixels/input-tensor.js';
import { pause, type Work } from '../jobs/job.js';
import type { Backend } from '../ort/backend.js';
import { completeCard } from './complete-card.js';
import { demandsOf } from './demands.js';
import { fileNameOf, type FoundModel } from './model-files.js';
import { OpenModel } from './open-model.js';

export interface DeriveContext {
  readonly id: string;
  readonly cache: ByteCache;
  readonly backend: (work: Work) => Promise<Backend>;
  readonly work: Work;
}

/**
 * Derives the graphs of a model's default layer, and finds a place where they run.
 *
 * @throws SaliencyError `model-invalid`, `model-unsupported`, `no-adapter`, ...
 */
export async function deriveModel(
  source: ModelSource,
  { model, weights }: FoundModel,
  { id, cache, backend: start, work }: DeriveContext,
): Promise<OpenModel> {
  const image = model.graph.inputs[0]?.name;
  const { card: given } = source;
  const shapes = given.input && image !== undefined ? { [image]: inputShape(given.input) } : {};
  const prepared = prepareModel(model, { inputShapes: shapes });
  await pause(work);
  work.report({ phase: 'graphs', loaded: 1, total: 2 });
  const layers = spatialLayers(prepared);
  const scores = findScores(prepared, given.output?.name);
  const wanted = given.layer ?? defaultLayer(prepared, scores.output).name;
  const exported = exportGradient(prepared, { layers: [wanted], scores });
  const { signal } = work;
  const fileName = fileNameOf(source);
  const completed = await completeCard({ given, prepared, scores, image: exported.image, fileName, signal });
  await pause(work);
  const backend = await start(work);
  const placement = await backend.place(demandsOf(exported, prepared), work);
  throwIfAborted(signal);
  return new OpenModel({
    id,
    cache,
    backend,
    placement,
    model,
    prepared,
    scores,
    weights,
    exported,
    layers,
    card: completed.card,
    defaultLayer: exported.layers[0].name,
    notes: [...prepared.notes, ...exported.notes, ...completed.notes],
    questions: completed.questions,
  });
}
