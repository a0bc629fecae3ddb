import { imageFront, type LoadedConstants } from '../../../models/guess/image-front.js';
import { DataType } from '../../../onnx/graph/model.js';
import type { PreparedModel } from '../../../onnx/prepare/prepare-model.js';
import type { WeightFiles } from '../ort/graph-session.js';
import { blobSource } from './blob-source.js';

/** A mean image of 2048 x 2048 pixels has fewer bytes; what is larger are weights. */
const MOST_BYTES = 2 ** 26;

/** The constants by which a model scales its image, where they lie in its files: a mean image, say. */
export async function frontConstants(
  prepared: PreparedModel,
  image: string,
  weights: WeightFiles,
): Promise<LoadedConstants> {
  const loaded = new Map<string, Float32Array>();
  for (const { name, dataType, link } of imageFront(prepared, image).missing) {
    const file = link && weights.get(link.location);
    if (!file || dataType !== DataType.FLOAT || link.length > MOST_BYTES) continue;
    const bytes = await blobSource(file).read(link.offset, link.length);
    loaded.set(name, new Float32Array(bytes.slice().buffer));
  }
  return loaded;
}
