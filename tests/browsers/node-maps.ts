import { fileURLToPath } from 'node:url';
import { explainMap } from '../../src/cam/explain-map.js';
import { CAM_METHODS } from '../../src/cam/cam-methods.js';
import { inputTensor } from '../../src/pixels/input-tensor.js';
import { modelPixels } from '../../src/pixels/model-pixels.js';
import { reducePixels, reductionFactor } from '../../src/pixels/reduce-pixels.js';
import { Network, openModelFile } from '../../scripts/evaluate/network.js';
import { arrayPixels } from '../pixels/array-pixels.js';
import { CARD, cardFor, INPUTS, METHODS, type FoundMap } from './subjects.js';
import { decodePng, type Raster } from './png.js';

const MODEL = fileURLToPath(new URL('../../models/workbench.onnx', import.meta.url));
/** As in the worker's decoder. */
const MAX_PIXELS = 16e6;

function overWhite({ width, height, rgba }: Raster): Raster {
  const opaque = rgba.map((value, i) => {
    const alpha = rgba[i - (i % 4) + 3];
    return i % 4 === 3 ? 255 : Math.round((value * alpha + 255 * (255 - alpha)) / 255);
  });
  return { width, height, rgba: opaque };
}

function inputOf(file: Buffer, input: string): Float32Array {
  const { input: spec } = cardFor(input);
  const raster = overWhite(decodePng(file));
  const factor = reductionFactor(raster.width, raster.height, MAX_PIXELS);
  const whole = arrayPixels(raster.rgba, raster);
  if (factor === 1) return inputTensor(modelPixels(whole, raster, spec), spec);
  const small = reducePixels(whole, factor);
  const extent = { width: raster.width / factor, height: raster.height / factor };
  return inputTensor(modelPixels(arrayPixels(small.data, small, extent), raster, spec), spec);
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
      const tensor = inputOf(bytes, input);
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
