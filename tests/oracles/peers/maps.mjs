import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { withSource } from '../../../scripts/load-source.mjs';

/**
 * Maps of every method by gradient, before the ReLU, for the questions of a JSON file:
 * [{ model, shape, input, activations, classIndex, out }], where `input` and `activations` are raw float32. The layer is
 * the one whose activations those are.
 */
const [list] = process.argv.slice(2);
const floats = (path) => new Float32Array(new Uint8Array(readFileSync(path)).buffer);
const distance = (a, b) => a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);

await withSource(async (load) => {
  const { bytesOf } = await load('onnx/codec/byte-source.ts');
  const { parseModel } = await load('onnx/codec/parse-model.ts');
  const { prepareModel } = await load('onnx/prepare/prepare-model.ts');
  const { printModel } = await load('onnx/codec/print-model.ts');
  const { spatialLayers } = await load('onnx/layers/spatial-layers.ts');
  const { exportSingle } = await load('gradient/export/export-gradient.ts');
  const { CAM_METHODS } = await load('cam/cam-methods.ts');

  for (const { model: path, shape, input, activations, classIndex, out } of JSON.parse(
    readFileSync(list, 'utf8'),
  )) {
    const bytes = new Uint8Array(readFileSync(path));
    const location = basename(path);
    const prepared = prepareModel(await parseModel(bytesOf(bytes), { location }));
    const wanted = floats(activations);
    const layers = spatialLayers(prepared).filter((l) => l.channels * l.height * l.width === wanted.length);
    const graph = exportSingle(prepared, { layers: layers.map(({ name }) => name) });
    const session = await InferenceSession.create(printModel(graph), {
      logSeverityLevel: 3,
      externalData: [{ path: location, data: bytes }],
    });
    const scoreWeights = graph.graph.inputs.find(({ name }) => name === 'score_weights');
    const weights = new Float32Array(scoreWeights.dims[1]);
    weights[classIndex] = 1;
    const outputs = await session.run({
      [graph.graph.inputs[0].name]: new Tensor('float32', floats(input), shape),
      score_weights: new Tensor('float32', weights, [1, weights.length]),
    });
    await session.release();
    const found = layers
      .map((layer) => ({ ...layer, off: distance(wanted, outputs[`activations/${layer.name}`].data) }))
      .sort((a, b) => a.off - b.off)[0];
    const { name, channels, height, width, off } = found;
    const tensors = {
      activations: outputs[`activations/${name}`].data,
      gradients: outputs[`gradients/${name}`].data,
      channels,
      height,
      width,
    };
    const methods = Object.values(CAM_METHODS).filter(
      ({ needs, at }) => needs !== 'channel-scores' && at === 'layer',
    );
    const maps = Object.fromEntries(methods.map((method) => [method.name, [...method.map(tensors).data]]));
    writeFileSync(out, JSON.stringify({ layer: name, off, height, width, maps }));
  }
});
