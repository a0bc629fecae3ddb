import { fileURLToPath } from 'node:url';
import { explainMap } from '../../src/cam/explain-map.js';
import { CAM_METHODS } from '../../src/cam/cam-methods.js';
import type { ArrayPixels } from '../../src/pixels/array-pixels.js';
import { inputTensor } from '../../src/pixels/input-tensor.js';
import { modelPixels } from '../../src/pixels/model-pixels.js';
import { decodePng } from '../../src/pixels/png/decode-png.js';
import { pngLayout } from '../../src/pixels/png/png-layout.js';
import { reducePixels, reductionFactor } from '../../src/pixels/reduce-pixels.js';
import { Network, openModelFile } from '../../scripts/evaluate/network.js';
import { CARD, cardFor, INPUTS, METHODS, type FoundMap } from './subjects.js';

const MODEL = fileURLToPath(new URL('../../models/workbench.onnx', import.meta.url));
/** As in the worker's decoder. */
const MAX_PIXELS = 16e6;

async function pixelsOf(file: Buffer): Promise<ArrayPixels> {
  const layout = pngLayout(Uint8Array.from(file));
  const pixels = layout && (await decodePng(layout));
  if (!pixels) throw new Error('A PNG that cannot be decoded here.');
  return pixels;
}

async function inputOf(file: Buffer, input: string): Promise<Float32Array> {
  const { input: spec } = cardFor(input);
  const raster = await pixelsOf(file);
  const factor = reductionFactor(raster.width, raster.height, MAX_PIXELS);
  const kept = factor === 1 ? raster : await reducePixels(raster, factor);
  return inputTensor(await modelPixels(kept, raster, spec), spec);
}

/** The maps of the PNG pictures, in Node. Node decodes no JPEG. */
export async function nodeMaps(pictures: ReadonlyMap<string, Buffer>): Promise<FoundMap[]> {
  const file = await openModelFile(MODEL, CARD);
  const layer = file.defaultLayer;
  const network = await Network.open(file, [layer]);
  const maps: FoundMap[] = [];
  for (const input of Object.keys(INPUTS)) {
    for (const [picture, bytes] of pictures) {
      if (!picture.endsWith('.png')) continue;
      const tensor = await inputOf(bytes, input);
      const logits = await network.logits(tensor);
      const classIndex = logits.indexOf(Math.max(...logits));
      const { layers } = await network.head(await network.trunk(tensor), classIndex);
      const tensors = layers.get(layer);
      if (!tensors) throw new Error(`no layer ${layer}`);
      for (const method of METHODS) {
        const { data } = explainMap(CAM_METHODS[method], tensors).map;
        maps.push({ picture, input, method, classIndex, map: [...data] });
      }
    }
  }
  return maps;
}
