import { SaliencyError } from '../../errors.js';
import type { ByteSource } from './byte-source.js';
import { ENTRY, MODEL, MODEL_SCHEMA, OPSET } from './fields.js';
import { describeForeignFile } from './file-kind.js';
import { malformed } from './malformed.js';
import type { Model } from '../graph/model.js';
import { parseGraph } from './parse-graph.js';
import { normaliseDomain } from './parse-node.js';
import type { WireMessage } from './wire-message.js';
import { ByteWindow, readAsync, readMessage } from './wire-reader.js';

export interface ParseOptions {
  /** The file's name, as the runtime will look it up: where links into the file point. */
  readonly location: string;
}

/**
 * Reads a model without its weights: tensors of 1 KiB and more become links into the file.
 *
 * @throws SaliencyError `model-invalid` (with `details.offset`) when the file is not an ONNX model, damaged or incomplete.
 */
export async function parseModel(source: ByteSource, { location }: ParseOptions): Promise<Model> {
  const head = await source.read(0, Math.min(64, source.size));
  const foreign = describeForeignFile(head);
  if (foreign) {
    throw new SaliencyError('model-invalid', `This is not an ONNX model: ${foreign}.`, {
      details: { offset: 0 },
    });
  }
  const window = new ByteWindow(source.size);
  const message = await readAsync(source, readMessage(window, 0, source.size, MODEL_SCHEMA));
  const model = interpret(message, location);
  refuseLinksBeyond(model, location, source.size);
  return model;
}

/** External data may lie in the model's own file, whose end is known. */
function refuseLinksBeyond({ graph }: Model, location: string, size: number): void {
  for (const { name, link } of graph.initializers.values()) {
    if (link?.location !== location || link.offset + link.length <= size) continue;
    throw malformed(
      link.offset,
      `the weights of '${name}' should lie, ${link.offset + link.length - size} bytes beyond the end of the file`,
    );
  }
}

function interpret(message: WireMessage, location: string): Model {
  const graphs = message.messages(MODEL.graph);
  if (graphs.length !== 1) {
    throw new SaliencyError(
      'model-invalid',
      `This is not an ONNX model: it holds ${graphs.length} graphs instead of one. Choose an .onnx file.`,
      { details: { offset: 0 } },
    );
  }
  return {
    irVersion: message.int(MODEL.irVersion) ?? 0,
    producer: message.text(MODEL.producer),
    opsets: new Map(
      message
        .messages(MODEL.opsets)
        .map((opset) => [normaliseDomain(opset.text(OPSET.domain)), opset.int(OPSET.version) ?? 0]),
    ),
    graph: parseGraph(graphs[0], location),
    metadata: new Map(
      message
        .messages(MODEL.metadata)
        .map((entry) => [entry.text(ENTRY.key) ?? '', entry.text(ENTRY.value) ?? '']),
    ),
    unknown: withFunctions(message),
  };
}

function withFunctions(message: WireMessage): readonly Uint8Array[] | undefined {
  const functions = message.fields(MODEL.functions).map(({ raw }) => raw!);
  return functions.length > 0 ? [...functions, ...(message.unknown ?? [])] : message.unknown;
}
