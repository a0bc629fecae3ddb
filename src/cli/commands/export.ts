import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { exportGradient, exportSingle } from '../../gradient/export/export-gradient.js';
import { findScores, type Scores } from '../../gradient/export/find-scores.js';
import type { Model } from '../../onnx/graph/model.js';
import type { PreparedModel } from '../../onnx/prepare/prepare-model.js';
import { printModel } from '../../onnx/codec/print-model.js';
import { defaultLayer } from '../../onnx/layers/default-layer.js';
import type { Command } from '../command.js';
import { loadModel, MODEL_HELP, MODEL_OPTIONS } from '../load-model.js';
import { copyWeights } from '../copy-weights.js';

/** What `export --json` prints. */
export interface ExportReport {
  readonly layers: readonly string[];
  readonly files: readonly { readonly role: Role; readonly path: string; readonly bytes: number }[];
  /** Files beside the graphs that hold their weights. */
  readonly weights: readonly string[];
  readonly notes: readonly string[];
}

type Role = 'trunk' | 'head' | 'gradient';

interface Graphs {
  readonly graphs: readonly (readonly [role: Role, model: Model])[];
  readonly notes: readonly string[];
}

export const exportCommand: Command = {
  usage: 'export MODEL.onnx [--layer NAME ...] [--out DIR] [--single] [--json]',
  summary: 'Writes the graphs that compute activations and gradients; the weights stay in the model file.',
  help: [
    '--layer NAME               target layer, repeatable; default: the last spatial one (see inspect)',
    '--output NAME              output with the class scores',
    '--out DIR                  where to write (beside the model); the weights are copied there',
    '--single                   one graph: image and score_weights to logits, activations/* and gradients/*',
    ...MODEL_HELP,
  ],
  options: {
    ...MODEL_OPTIONS,
    layer: { type: 'string', multiple: true },
    output: { type: 'string' },
    out: { type: 'string' },
    single: { type: 'boolean' },
  },
  positionals: 1,
  async run(args, io) {
    const { path, prepared } = await loadModel(args, io);
    const scores = findScores(prepared, args.text('output'));
    const layers = chosenLayers(prepared, args.list('layer'), scores);
    const options = { layers, scores };
    const { graphs, notes } = args.flag('single') ? single(prepared, options) : divided(prepared, options);
    const folder = args.text('out') ?? dirname(path);
    await mkdir(folder, { recursive: true });
    const weights = await copyWeights(
      graphs.map(([, model]) => model),
      dirname(path),
      folder,
      io,
    );
    const stem = `${basename(path).replace(/\.onnx$/i, '')}.${fileNamePart(layers)}`;
    const files = await Promise.all(
      graphs.map(([role, model]) => write(join(folder, `${stem}.${role}.onnx`), role, model)),
    );
    const report: ExportReport = { layers, files, weights, notes: [...prepared.notes, ...notes] };
    if (args.flag('json')) io.out(JSON.stringify(report, null, 2));
    else describe(report).forEach((line) => io.out(line));
  },
};

type GradientRequest = Parameters<typeof exportGradient>[1];

function divided(prepared: PreparedModel, options: GradientRequest): Graphs {
  const { trunk, head, notes } = exportGradient(prepared, options);
  return { graphs: [...(trunk ? [['trunk', trunk] as const] : []), ['head', head]], notes };
}

function single(prepared: PreparedModel, options: GradientRequest): Graphs {
  return { graphs: [['gradient', exportSingle(prepared, options)]], notes: [] };
}

/** A layer that preparation dropped, because it changes nothing, stands for the one it copies. */
function chosenLayers(
  prepared: PreparedModel,
  names: readonly string[],
  { output }: Scores,
): readonly string[] {
  if (names.length === 0) return [defaultLayer(prepared, output).name];
  return [...new Set(names.map((name) => prepared.aliases.get(name) ?? name))];
}

async function write(path: string, role: Role, model: Model): Promise<ExportReport['files'][number]> {
  const bytes = printModel(model);
  await writeFile(path, bytes);
  return { role, path, bytes: bytes.length };
}

/** Layer names hold slashes and colons, which file names must not. */
function fileNamePart(layers: readonly string[]): string {
  return layers
    .map((layer) => layer.replace(/[^\w.-]+/g, '_'))
    .join('+')
    .slice(0, 100);
}

function describe({ layers, files, weights, notes }: ExportReport): string[] {
  return [
    `layers: ${layers.join(', ')}`,
    ...files.map(({ role, path, bytes }) => `${role.padEnd(8)}  ${path}  ${bytes} bytes`),
    ...weights.map((path) => `weights   ${path}`),
    ...notes.map((note) => `note: ${note}`),
  ];
}
