import { ENTRY, MODEL, OPSET } from './fields.js';
import type { Model } from '../graph/model.js';
import { printGraph } from './print-graph.js';
import { WireWriter } from './wire-writer.js';

/** The first version in which initializers need not be listed among the inputs. */
const MIN_IR_VERSION = 4;

/** The model as an ONNX file. Links become `external_data`; weights are never in it unless they are in `data`. */
export function printModel(model: Model): Uint8Array<ArrayBuffer> {
  const writer = new WireWriter()
    .int(MODEL.irVersion, Math.max(MIN_IR_VERSION, model.irVersion))
    .optionalText(MODEL.producer, model.producer)
    .bytes(MODEL.graph, printGraph(model.graph));
  for (const [domain, version] of model.opsets) {
    const opset = new WireWriter().optionalText(OPSET.domain, domain).int(OPSET.version, version);
    writer.bytes(MODEL.opsets, opset.finish());
  }
  for (const [key, value] of model.metadata) {
    writer.bytes(MODEL.metadata, new WireWriter().text(ENTRY.key, key).text(ENTRY.value, value).finish());
  }
  return writer.raw(model.unknown).finish();
}
