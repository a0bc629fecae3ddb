import { SaliencyError } from '../../errors.js';
import { exportGradient } from '../../gradient/export/export-gradient.js';
import { findScores, type Scores } from '../../gradient/export/find-scores.js';
import { findEntry } from '../../gradient/rules/registry.js';
import { dataTypeName } from '../../onnx/graph/data-type.js';
import type { Model, TensorType, ValueInfo } from '../../onnx/graph/model.js';
import type { PreparedModel } from '../../onnx/prepare/prepare-model.js';
import { chooseLayer, type LayerChoice } from '../../onnx/layers/default-layer.js';
import { findPlaces } from '../../onnx/layers/find-places.js';
import { placedLayers, type PlacedLayer } from '../../onnx/layers/placed-layers.js';
import type { SpatialLayer } from '../../onnx/layers/spatial-layers.js';
import { classLine, classNames, type ClassNames } from '../class-names.js';
import type { Command } from '../command.js';
import { loadModel, megabytes, MODEL_HELP, MODEL_OPTIONS } from '../load-model.js';

/** What `inspect --json` prints. */
export interface Inspection {
  readonly file: string;
  readonly bytes: number;
  readonly irVersion: number;
  readonly opset: number | undefined;
  readonly producer: string | undefined;
  readonly inputs: readonly TensorLine[];
  readonly outputs: readonly TensorLine[];
  readonly layers: readonly PlacedLayer[];
  /** Names of those that see the image mirrored, turned, shifted or cut: their maps would lie elsewhere. */
  readonly outOfPlace: readonly string[];
  readonly defaultLayer: string | undefined;
  readonly defaultBecause?: string;
  /** Absent: the model has no scores. */
  readonly classes?: ClassNames;
  readonly operatorsWithoutRule: readonly OperatorLine[];
  /** Why the gradient at the default layer cannot be exported; absent: it can. */
  readonly problem?: string;
  readonly notes: readonly string[];
}

interface TensorLine {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly number[] | undefined;
}

interface OperatorLine {
  readonly operator: string;
  readonly nodes: readonly string[];
}

export const inspectCommand: Command = {
  usage: 'inspect MODEL.onnx [--json]',
  summary: 'Lists the layers a heatmap can be computed at, and the operators without a gradient rule.',
  help: MODEL_HELP,
  options: MODEL_OPTIONS,
  positionals: 1,
  async run(args, io) {
    const { path, bytes, model, prepared } = await loadModel(args, io);
    const inspection = await inspect(path, bytes, model, prepared);
    if (args.flag('json')) io.out(JSON.stringify(inspection, null, 2));
    else describe(inspection).forEach((line) => io.out(line));
  },
};

async function inspect(
  file: string,
  bytes: number,
  model: Model,
  prepared: PreparedModel,
): Promise<Inspection> {
  const { graph } = prepared.model;
  const { scores, choice, notes, problem } = tryExport(prepared);
  const layers = placedLayers(prepared);
  const isInPlace = findPlaces(prepared);
  const classes = scores && (await classNames(model, scores));
  const line = (info: ValueInfo): TensorLine => tensorLine(info, prepared.types.get(info.name));
  return {
    file,
    bytes,
    irVersion: model.irVersion,
    opset: model.opsets.get(''),
    producer: model.producer,
    inputs: graph.inputs.map(line),
    outputs: graph.outputs.map(line),
    layers,
    outOfPlace: layers.filter((layer) => !isInPlace(layer)).map(({ name }) => name),
    defaultLayer: choice?.layer.name,
    defaultBecause: choice?.because,
    classes,
    operatorsWithoutRule: operatorsWithoutRule(prepared.model),
    problem,
    notes: [...prepared.notes, ...notes, ...(classes?.notes ?? [])],
  };
}

/** The surest way to know whether an export works is to do it. */
function tryExport(prepared: PreparedModel): Trial {
  let scores: Scores | undefined;
  let choice: LayerChoice | undefined;
  try {
    scores = findScores(prepared);
    choice = chooseLayer(prepared, scores.output);
    const { notes } = exportGradient(prepared, { layers: [choice.layer.name], scores });
    return { scores, choice, notes };
  } catch (thrown) {
    if (thrown instanceof SaliencyError && thrown.code !== 'internal')
      return { scores, choice, notes: [], problem: thrown.message };
    throw thrown;
  }
}

interface Trial {
  readonly scores?: Scores;
  readonly choice?: LayerChoice;
  readonly notes: readonly string[];
  readonly problem?: string;
}

function tensorLine({ name, dataType }: ValueInfo, type: TensorType | undefined): TensorLine {
  const known = type?.dataType ?? dataType;
  return { name, type: known === undefined ? 'unknown' : dataTypeName(known), shape: type?.shape };
}

function operatorsWithoutRule({ graph, opsets }: Model): OperatorLine[] {
  const nodes = new Map<string, string[]>();
  for (const { opType, domain, name, outputs } of graph.nodes) {
    const opset = opsets.get(domain) ?? 1;
    if (findEntry(opType, domain, opset)) continue;
    const operator = `${domain === '' ? opType : `${domain}.${opType}`} (opset ${opset})`;
    nodes.set(operator, [...(nodes.get(operator) ?? []), name || outputs[0]]);
  }
  return [...nodes].map(([operator, names]) => ({ operator, nodes: names }));
}

function shapeOf({ channels, height, width }: SpatialLayer): string {
  return `${channels} x ${height} x ${width}`;
}

/** What becomes of tensors that are not [N, channels, height, width]. */
function arrangementOf({ layout, skippedTokens }: SpatialLayer): string {
  if (layout === 'NCHW') return '';
  if (layout === 'NHWC') return ', channels last';
  const dropped =
    skippedTokens === 0 ? '' : `, without the first ${skippedTokens === 1 ? '' : skippedTokens}`;
  return `, tokens${dropped.trimEnd()}`;
}

const OUT_OF_PLACE =
  'out of place: sees the image mirrored, turned, shifted or cut, and so would its map lie';

/** How far the cells lie from each other and, where that is not as on an even grid, where the first one lies. */
function placementOf({ placement: { x, y } }: PlacedLayer): string {
  const text = (across: number, down: number): string =>
    across === down ? rounded(across) : `${rounded(across)} x ${rounded(down)}`;
  const isEven = [x, y].every(({ offset, stride }) => Math.abs(offset - stride / 2) < 1e-6);
  const every = `, every ${text(x.stride, y.stride)} px`;
  return isEven ? every : `${every} from ${text(x.offset, y.offset)}`;
}

function rounded(pixels: number): string {
  return String(Math.round(pixels * 100) / 100);
}

function layerLine(layer: PlacedLayer, { defaultLayer, outOfPlace }: Inspection, width: number): string {
  const mark = layer.name === defaultLayer ? '*' : ' ';
  const place = outOfPlace.includes(layer.name) ? ', out of place' : placementOf(layer);
  return `${mark} ${layer.name.padEnd(width)}  ${shapeOf(layer)}  ${layer.opType}${arrangementOf(layer)}${place}`;
}

function describe(found: Inspection): string[] {
  const tensor = ({ name, type, shape }: TensorLine): string =>
    `${name}  ${type} [${shape?.join(', ') ?? '?'}]`;
  const width = Math.max(0, ...found.layers.map(({ name }) => name.length));
  const layers = found.layers.map((layer) => layerLine(layer, found, width));
  const missing = found.operatorsWithoutRule.map(
    ({ operator, nodes }) => `  ${operator}: ${nodes.join(', ')}`,
  );
  return [
    `${found.file}: ${megabytes(found.bytes)}, IR version ${found.irVersion}, opset ${found.opset}${found.producer ? `, by ${found.producer}` : ''}`,
    ...found.inputs.map((input) => `input   ${tensor(input)}`),
    ...found.outputs.map((output) => `output  ${tensor(output)}`),
    ...(found.classes ? [classLine(found.classes)] : []),
    '',
    `layers (channels x height x width; how far apart its cells lie in the image; * is the default)`,
    ...layers,
    ...(found.defaultLayer === undefined
      ? []
      : [`the default is ${found.defaultLayer}: ${found.defaultBecause}`]),
    ...(found.outOfPlace.length === 0 ? [] : [OUT_OF_PLACE]),
    '',
    missing.length === 0 ? 'every operator has a gradient rule' : 'operators without a gradient rule:',
    ...missing,
    ...(found.problem === undefined ? [] : ['', `cannot export: ${found.problem}`]),
    ...(found.notes.length === 0 ? [] : ['', ...found.notes.map((note) => `note: ${note}`)]),
  ];
}
