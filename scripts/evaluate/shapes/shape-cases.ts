import { CAM_METHODS } from '../../../src/cam/cam-methods.js';
import { explainMap } from '../../../src/cam/explain-map.js';
import { fuseMaps } from '../../../src/cam/fuse-maps.js';
import type { CamMap, LayerTensors } from '../../../src/cam/layer-tensors.js';
import type { Rectangle } from '../../../src/geometry/rectangle.js';
import type { Size } from '../../../src/geometry/size.js';
import type { InputSpec } from '../../../src/models/model-card.js';
import { placedLayers } from '../../../src/onnx/layers/placed-layers.js';
import { prepareModel } from '../../../src/onnx/prepare/prepare-model.js';
import { inputTensor } from '../../../src/pixels/input-tensor.js';
import { ArrayPixels } from '../../../src/pixels/array-pixels.js';
import { modelPixels } from '../../../src/pixels/model-pixels.js';
import { inputGeometry } from '../../../src/pixels/input-geometry.js';
import type { Picture } from '../../../src/segment/picture.js';
import { sampleMap } from '../../../src/segment/spread/sample-map.js';
import { classIndexOf, layerOf } from '../cases.js';
import { Network, openModelFile, placeOf, type ModelFile } from '../network.js';
import { openPixelReader, type PixelReader } from '../pixel-reader.js';
import type { Half, Scene } from '../scenes.js';
import type { Domain } from './domains.js';

/** A class that is present in a picture, with what its drafts are made from. */
export interface ShapeCase {
  readonly half: Half;
  readonly file: string;
  readonly picture: Picture;
  readonly objects: readonly Rectangle[];
  /** The fused map over the whole picture. */
  readonly map: CamMap;
  /** Of the map's cells, [cells, dimensions]; one for all classes of a picture. */
  readonly features: Float32Array;
  readonly dimensions: number;
}

/** @param scale of the model's input, beside the size that its card says */
export async function shapeCases(domain: Domain, scale: number): Promise<ShapeCase[]> {
  const file = atScale(await openModelFile(domain.model, domain.card), scale);
  const layers = new Set([...domain.maps.map(({ name }) => name), ...domain.features]);
  const network = await Network.open(file, [...layers]);
  const reader = await openPixelReader();
  const cases: ShapeCase[] = [];
  for (const scene of domain.scenes) cases.push(...(await casesOf(scene, domain, scale, network, reader)));
  await reader.close();
  return cases;
}

/** The same network on a larger picture: what is convolutional up to its global pooling does not mind. */
function atScale(file: ModelFile, scale: number): ModelFile {
  if (scale === 1) return file;
  const { input } = file.card;
  const [width, height] = [input.width * scale, input.height * scale];
  const graph = {
    ...file.model.graph,
    inputs: file.model.graph.inputs.map((info) => ({ ...info, dims: [1, 3, height, width] })),
  };
  const model = { ...file.model, graph };
  const prepared = prepareModel(model);
  const card = { ...file.card, input: { ...input, width, height } };
  return { ...file, model, prepared, card, layers: placedLayers(prepared, card.input) };
}

async function casesOf(
  scene: Scene,
  domain: Domain,
  scale: number,
  network: Network,
  reader: PixelReader,
): Promise<ShapeCase[]> {
  const spec = network.file.card.input;
  const picture = await wholePicture(scene.file, reader, spec);
  const { covered } = inputGeometry(picture, spec);
  const source = new ArrayPixels(picture.data, picture);
  const carried = await network.trunk(inputTensor(await modelPixels(source, picture, spec), spec));
  const grid = { width: domain.grid.width * scale, height: domain.grid.height * scale };
  const placed = (map: CamMap, layer: string): CamMap => ({
    data: sampleMap(map, placeOf(layer, network, covered), wholeOf(picture), grid.width, grid.height),
    ...grid,
  });
  const labels = [...new Set(scene.objects.map(({ label }) => label))];
  const cases: ShapeCase[] = [];
  let features: Float32Array | undefined;
  let dimensions = 0;
  for (const label of labels) {
    const head = await network.head(carried, classIndexOf(label, network));
    if (!features) {
      const planes = domain.features.flatMap((name) =>
        planesOf(layerOf(head, name)).map((plane) => placed(plane, name).data),
      );
      dimensions = planes.length;
      features = interleaved(planes);
    }
    const maps = domain.maps.map(({ name, method }) =>
      placed(explainMap(CAM_METHODS[method], layerOf(head, name)).map, name),
    );
    cases.push({
      half: scene.half,
      file: scene.file,
      picture,
      objects: scene.objects.filter((object) => object.label === label).map(({ box }) => box),
      map: fuseMaps(maps, 'mean'),
      features,
      dimensions,
    });
  }
  return cases;
}

/** The reader scales to the size asked for; to its own size it only decodes. */
async function wholePicture(file: string, reader: PixelReader, spec: InputSpec): Promise<Picture> {
  const size: Size = await reader.read(file, spec);
  const { pixels, width, height } = await reader.read(file, { ...spec, ...sizeOf(size), resize: 'stretch' });
  return { data: pixels, width, height };
}

const sizeOf = ({ width, height }: Size): Size => ({ width, height });
export const wholeOf = ({ width, height }: Size): Rectangle => ({ x: 0, y: 0, width, height });

function planesOf({ activations, channels, width, height }: LayerTensors): CamMap[] {
  return Array.from({ length: channels }, (_, channel) => ({
    data: activations.subarray(channel * width * height, (channel + 1) * width * height),
    width,
    height,
  }));
}

/** Planes to rows of features, [cells, planes]. */
function interleaved(planes: readonly Float32Array[]): Float32Array {
  const cells = planes[0].length;
  const rows = new Float32Array(cells * planes.length);
  planes.forEach((plane, i) => plane.forEach((value, cell) => (rows[cell * planes.length + i] = value)));
  return rows;
}
