import type { Scores } from '../gradient/export/find-scores.js';
import { graphLabels } from '../models/guess/graph-labels.js';
import { metadataNames } from '../models/guess/metadata-names.js';
import { resolveLabels } from '../models/labels.js';
import type { Model } from '../onnx/graph/model.js';

/** What a model's classes are called, and how that is known. */
export interface ClassNames {
  readonly count: number;
  /** Empty where nothing names them. */
  readonly labels: readonly string[];
  readonly source: keyof typeof SOURCES;
  /** What of the file's names could not be read. */
  readonly notes: readonly string[];
}

const SOURCES = {
  graph: 'named by the graph',
  metadata: "named by the file's metadata",
  assumed: "assumed, as there are 1000 classes, to be ImageNet's",
  none: 'the file does not name them: give labels',
} as const;

/** As the page finds them, where it is given no labels. */
export async function classNames({ graph, metadata }: Model, { classes }: Scores): Promise<ClassNames> {
  const byGraph = graphLabels(graph, classes);
  if (byGraph) return { count: classes, labels: byGraph, source: 'graph', notes: [] };
  const { labels, notes } = metadataNames(metadata, classes);
  if (labels) return { count: classes, labels, source: 'metadata', notes };
  if (classes !== 1000) return { count: classes, labels: [], source: 'none', notes };
  return { count: classes, labels: await resolveLabels('imagenet-1k'), source: 'assumed', notes };
}

const SHOWN = 5;

export function classLine({ count, labels, source }: ClassNames): string {
  const known =
    labels.length === 0
      ? ''
      : `: ${labels.slice(0, SHOWN).join(', ')}${labels.length > SHOWN ? ', ...' : ''}`;
  return `classes ${count}${known} (${SOURCES[source]})`;
}
