import type { ChannelChoice } from '../cam/channel-choice.js';
import type { FusionName } from '../cam/fuse-maps.js';
import type { SamplingName } from '../cam/seeded-noise.js';

/** Execution provider that really runs the model. */
export type Device = 'webgpu' | 'wasm';
export type DevicePreference = 'auto' | Device;

/** How pixels become the model's input tensor; data, so that a catalogue can carry it. */
export interface InputSpec {
  readonly name: string;
  readonly layout: 'NCHW' | 'NHWC';
  readonly width: number;
  readonly height: number;
  readonly channels: 'RGB' | 'BGR' | 'GRAY';
  /** Values of black and white before `mean` and `std`: [0, 1] or [0, 255], ... */
  readonly range: readonly [number, number];
  readonly mean: readonly number[];
  readonly std: readonly number[];
  /** `stretch` ignores the aspect ratio; `crop` resizes the short side and cuts the centre; `letterbox` pads. */
  readonly resize: 'stretch' | 'crop' | 'letterbox';
  /** With `crop`: the short side is resized to input / cropFraction first (0.875 for ImageNet's 256 and 224). */
  readonly cropFraction?: number;
}

/** One entry of `models/catalog.json`. */
export interface ModelCard {
  readonly name: string;
  readonly input: InputSpec;
  readonly output: { readonly name: string; readonly activation: 'softmax' | 'sigmoid' | 'none' };
  readonly labels: readonly string[];
  /** Default target layer (a tensor name); absent: the model's last spatial one. */
  readonly layer?: string;
  readonly bytes?: number;
  readonly sha256?: string;
  readonly licence?: string;
}

export interface ModelSource {
  /** URL, or name in the client's catalogue, or the bytes themselves: an ONNX file, or one of `saliency compress`. */
  readonly data: string | Blob | ArrayBuffer;
  /** What is known of the model beside its bytes; missing parts are read from the file or guessed, and reported. */
  readonly card: Partial<ModelCard>;
  /** Other addresses of the same bytes, tried where `data` does not answer; only with `card.sha256`. */
  readonly mirrors?: readonly string[];
  /** Files beside the model that hold its weights, by the name that it knows them by; else looked for beside its URL. */
  readonly externalData?: Readonly<Record<string, Blob>>;
  /** Equal ids mean equal bytes: clients that share a worker then share the model. Set by the client. */
  readonly id?: string;
}

/** What a page says of a model: labels may also be an address, the name of a list (`imagenet-1k`), or a file. */
export interface GivenCard extends Omit<Partial<ModelCard>, 'labels'> {
  readonly labels?: readonly string[] | string | Blob;
}

/** A model as a page gives it, which may have a file of its user's disk by its handle. */
export interface GivenModel extends Omit<ModelSource, 'data' | 'card' | 'id'> {
  readonly data: ModelSource['data'] | FileSystemFileHandle;
  readonly card: GivenCard;
}

/** Something that a model's file does not tell, for the page to ask. */
export interface CardQuestion {
  readonly field: 'input' | 'labels' | 'output';
  readonly question: string;
  /** `unsure`: to be asked at once. `likely`: assumed with good reason; to be shown, and corrected where it is wrong. */
  readonly confidence: 'likely' | 'unsure';
  /** Whole answers to choose from, the guess first; none for labels, of which a file or a list is wanted. */
  readonly choices: readonly CardChoice[];
  /** Of labels: how many there must be. */
  readonly count?: number;
}

export interface CardChoice {
  readonly title: string;
  /** What to add to the model's card. */
  readonly card: Partial<ModelCard>;
}

export interface LayerInfo {
  readonly name: string;
  readonly channels: number;
  readonly width: number;
  readonly height: number;
}

export interface ModelInfo {
  readonly card: ModelCard;
  readonly device: Device;
  /** Why the device is not the preferred one, in a sentence. */
  readonly fallbackReason?: string;
  readonly layers: readonly LayerInfo[];
  readonly defaultLayer: string;
  /** Bytes of the derived graphs for the default layer. */
  readonly trunkBytes: number;
  readonly headBytes: number;
  /** Remarks for people: a skipped Softmax, guessed preprocessing, ... */
  readonly notes: readonly string[];
  /** What the file does not tell and was only assumed: better asked, or at least shown, than passed over in silence. */
  readonly questions: readonly CardQuestion[];
}

export type Phase = 'model' | 'graphs' | 'backend' | 'trunk' | 'head' | 'map';

/** `total` 0: unknown. `loaded` and `total` are bytes in phase `model`, steps elsewhere. */
export interface Progress {
  readonly phase: Phase;
  readonly loaded: number;
  readonly total: number;
  /** In phase `model`, once the speed is known. */
  readonly secondsLeft?: number;
  /** A first or better map while a smoothed method refines it. */
  readonly partial?: Explanation;
}

/** A rectangle in pixels of the image as displayed. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface ExplainOptions {
  readonly method: string;
  /** Class index or label, or `top`. */
  readonly targetClass: 'top' | number | string;
  /** Contrast: explains the score of `targetClass` less that of this class (logits). Index or label. */
  readonly versus?: number | string;
  /** Further classes whose maps are wanted too, in `Explanation.classes`; each costs a run of the head. */
  readonly classes?: readonly (number | string)[];
  /** A tensor of the model; default: the model's last spatial one. Methods at the input have no other layer. */
  readonly layer?: string;
  /** Several layers, whose maps are fused to one; takes the place of `layer`. */
  readonly layers?: readonly string[];
  /** Of `layers`: `mean` (default), `max` or `product` of the maps, each divided by its maximum. */
  readonly fusion?: FusionName;
  /** Feature maps that may speak: indices and ranges `[first, last]`, or `{ strongest: k }`; default: all. */
  readonly channels?: ChannelChoice;
  /** Neurons that may speak: a rectangle in pixels of the image, or cells `[row, column]` of the layer's grid. */
  readonly region?: Rectangle | readonly (readonly [row: number, column: number])[];
  /**
   * Noisy copies of the input. Smoothed methods have 5 unless told otherwise; any other method is smoothed when this
   * is given.
   */
  readonly samples?: number;
  /** Sigma as a fraction of the input's range; default 0.02. */
  readonly noise?: number;
  readonly seed?: number;
  /**
   * What smoothing averages over the noisy inputs. `derivatives`: the gradients, which then meet the activations of
   * the image itself; the default of methods that weight every cell by itself. `maps`: the method's maps before
   * their ReLU; the default of all others.
   */
  readonly average?: 'derivatives' | 'maps';
  /** How the noise is spread: see `SAMPLINGS`; default `plain`. */
  readonly sampling?: SamplingName;
}

/** Wall-clock milliseconds of what this call really ran (0: taken from the cache), and how often. */
export interface Timings {
  readonly preprocess: number;
  readonly trunk: number;
  readonly head: number;
  readonly map: number;
  readonly total: number;
  readonly trunkRuns: number;
  readonly headRuns: number;
}

/** Where the map lies over the image: the part of the image (in its pixels) that the model's input covers. */
export interface Explanation {
  /** Raw map after ReLU, before normalisation, row-major [mapHeight, mapWidth]. */
  readonly map: Float32Array;
  readonly mapWidth: number;
  readonly mapHeight: number;
  /** The image's rectangle that the map covers (not the whole image where preprocessing crops or pads). */
  readonly mapRect: Rectangle;
  readonly imageWidth: number;
  readonly imageHeight: number;
  readonly classIndex: number;
  readonly label: string;
  /** Score of the class in [0, 1] where the model's activation gives one, else the logit. */
  readonly score: number;
  readonly scores: Float32Array;
  readonly method: string;
  readonly layer: string;
  readonly device: Device;
  /** True when the map is zero everywhere: the layer says nothing for the class. */
  readonly empty: boolean;
  readonly timings: Timings;
  /** The layers that were fused, where there were several. */
  readonly layers?: readonly string[];
  /** The class that the map contrasts with. */
  readonly versus?: number;
  /** Of the `classes` asked for, in their order. */
  readonly classes?: readonly ClassMap[];
}

/** One class of an explanation of several; over the same grid as the explanation's own map. */
export type ClassMap = Pick<
  Explanation,
  'map' | 'mapWidth' | 'mapHeight' | 'classIndex' | 'label' | 'score' | 'empty'
>;

/** Which feature maps to list: those of a layer, for the class that an explanation is about. */
export interface FeatureMapsOptions extends Pick<ExplainOptions, 'targetClass' | 'versus' | 'layer'> {
  /** How many, from 1; a layer with fewer gives all. */
  readonly count: number;
}

/** One feature map of a layer for an image. */
export interface FeatureMap {
  readonly channel: number;
  /** sum(A g) over its cells: above zero it speaks for the class, below against it. */
  readonly contribution: number;
  /** |contribution| as a fraction of the sum of those of all maps of the layer, in [0, 1]. */
  readonly share: number;
  /** Activations, row-major [height, width]. */
  readonly map: Float32Array;
}

export interface FeatureMaps {
  readonly layer: string;
  readonly classIndex: number;
  /** How many maps the layer has. */
  readonly channels: number;
  readonly width: number;
  readonly height: number;
  /** Those with the largest |contribution|, the largest first; of equals the lower channel. */
  readonly maps: readonly FeatureMap[];
}

export interface RunCounts {
  readonly trunk: number;
  readonly head: number;
}

/** Draws an SVG as a bitmap of at most so many pixels. */
export type RasterizeSvg = (svg: Blob, maxPixels: number) => Promise<ImageBitmap>;

export interface StartOptions {
  readonly device: DevicePreference;
  /** Folder of ORT's glue and wasm, absolute, with a trailing slash; default: beside the worker. */
  readonly wasmPaths?: string;
}

/**
 * Who asks, and for the how-manieth time: several elements of a page share one worker, each with its own
 * model and image, and a cancel must hit only the request that it was meant for.
 */
export interface RequestKey {
  readonly client: string;
  readonly request: number;
}

/** What the worker does. Errors cross the boundary as `SaliencyErrorData`. */
export interface SaliencyService {
  /** Resolves as soon as the worker's script runs. */
  ping(): Promise<void>;
  /** Loads a model and makes it the client's current one; chooses the backend at the first call. */
  open(
    key: RequestKey,
    source: ModelSource,
    start: StartOptions,
    onProgress?: (progress: Progress) => void,
  ): Promise<ModelInfo>;
  /**
   * Makes an image the client's current one: a bitmap is transferred, and owned by the worker from then on; a file is
   * decoded there. No worker can draw an SVG, so the page lends a hand.
   */
  setImage(key: RequestKey, image: ImageBitmap | Blob, rasterizeSvg?: RasterizeSvg): Promise<void>;
  /**
   * Explains the client's image as it is at the time of the call; a later `setImage` or `open` does not change what
   * is under way. A newer `explain` of the same client supersedes an unfinished one, which rejects with `aborted`.
   */
  explain(
    key: RequestKey,
    options: ExplainOptions,
    onProgress?: (progress: Progress) => void,
  ): Promise<Explanation>;
  /** The strongest feature maps of a layer for the client's image; leaves an explanation under way alone. */
  featureMaps(key: RequestKey, options: FeatureMapsOptions): Promise<FeatureMaps>;
  /** Stops the request after the session run in hand; its promise rejects with `aborted`. */
  cancel(key: RequestKey): Promise<void>;
  /** Forgets the client: its image, and its model unless another client has it open. */
  close(client: string): Promise<void>;
  /** Session runs since the worker started, of all clients. */
  runCounts(): Promise<RunCounts>;
}
