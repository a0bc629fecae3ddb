import { DataType } from '../../onnx/graph/model.js';
import type { PreparedModel } from '../../onnx/prepare/prepare-model.js';
import { isWhole } from '../../onnx/prepare/whole-types.js';
import { imageFront, type ImageFront, type LoadedConstants } from './image-front.js';

/** What of a model's file hints at how it wants its images. */
export interface ModelFacts {
  /** The image input, and its static shape. */
  readonly image: string;
  readonly imageShape: readonly number[];
  /** The type of its values in the file. */
  readonly imageType: number;
  /** The output with the class scores. */
  readonly output: string;
  readonly classes: number;
  /** What the graph itself calls them. */
  readonly classNames?: readonly string[];
  readonly producer?: string;
  readonly metadata: ReadonlyMap<string, string>;
  /** The last part of its path or URL, where that is known. */
  readonly fileName?: string;
  readonly front: ImageFront;
}

export interface FactsRequest {
  readonly image: string;
  readonly output: string;
  readonly classes: number;
  readonly classNames?: readonly string[];
  readonly fileName?: string;
  /** Values of the constants that {@link ImageFront.missing} names. */
  readonly constants?: LoadedConstants;
}

export function modelFacts(prepared: PreparedModel, { constants, ...request }: FactsRequest): ModelFacts {
  const { producer, metadata, graph } = prepared.model;
  const { image } = request;
  const input = graph.inputs.find(({ name }) => name === image);
  return {
    ...request,
    imageShape: prepared.types.get(image)?.shape ?? [],
    imageType: input?.fileType ?? input?.dataType ?? DataType.FLOAT,
    producer,
    metadata,
    front: imageFront(prepared, image, constants),
  };
}

export function takesWholeNumbers({ imageType }: ModelFacts): boolean {
  return isWhole(imageType);
}
