import type { ErrorCode } from '../../src/errors.js';
import type { FetchReason } from '../../src/models/download/fetch-error.js';

/** Something that goes wrong, and the error that people get of it. */
export interface Fault {
  /** What happens. */
  readonly when: string;
  readonly code: ErrorCode;
  /** `details.reason`, where the error has one. */
  readonly reason?: FetchReason;
  /** The sentence; `…` stands for names, addresses and numbers. */
  readonly says: string;
}

/** Every row is provoked, and its sentence compared, by a test that names it; docs/errors.md is this table. */
export const FAULTS = {
  notFound: {
    when: 'the address answers 404',
    code: 'model-fetch',
    reason: 'not-found',
    says: 'The model could not be fetched: … answered 404 Not Found. Nothing is there; correct the address.',
  },
  gone: {
    when: 'the address answers 410',
    code: 'model-fetch',
    reason: 'not-found',
    says: 'The model could not be fetched: … answered 410 Gone. Nothing is there; correct the address.',
  },
  unauthorised: {
    when: 'the address answers 401',
    code: 'model-fetch',
    reason: 'denied',
    says: 'The model could not be fetched: … answered 401 Unauthorized. Use a file that can be read without a log-in.',
  },
  forbidden: {
    when: 'the address answers 403',
    code: 'model-fetch',
    reason: 'denied',
    says: 'The model could not be fetched: … answered 403 Forbidden. Use a file that can be read without a log-in.',
  },
  timedOut: {
    when: 'the server answers 408, again and again',
    code: 'model-fetch',
    reason: 'busy',
    says: 'The model could not be fetched: … answered 408 Request Timeout. The server is busy; wait a little, then try again.',
  },
  busy: {
    when: 'the server answers 429, again and again',
    code: 'model-fetch',
    reason: 'busy',
    says: 'The model could not be fetched: … answered 429 Too Many Requests. The server is busy; wait a little, then try again.',
  },
  broken: {
    when: 'the server answers 500, again and again',
    code: 'model-fetch',
    reason: 'server',
    says: 'The model could not be fetched: … answered 500 Internal Server Error. The server has a fault; try again later.',
  },
  odd: {
    when: 'the server answers something else',
    code: 'model-fetch',
    reason: 'http',
    says: "The model could not be fetched: … answered 418 I'm a Teapot. Check the address.",
  },
  cors: {
    when: 'the server does not allow the page to read its files',
    code: 'cors',
    reason: 'cors',
    says: 'The model could not be read: … does not allow this page to (CORS). Have it send "Access-Control-Allow-Origin", or serve the file from the page\'s own origin, or drop the file onto the page.',
  },
  unreachable: {
    when: 'no server answers',
    code: 'model-fetch',
    reason: 'unreachable',
    says: "The model could not be fetched: … does not answer. Check the address, the network, and the page's Content-Security-Policy (connect-src).",
  },
  offline: {
    when: 'the device is offline, and the model was never fetched',
    code: 'model-fetch',
    reason: 'offline',
    says: 'The model could not be fetched: this device is offline. Connect once; what was fetched before works offline.',
  },
  mixedContent: {
    when: 'a page of https asks for a model of http',
    code: 'model-fetch',
    reason: 'mixed-content',
    says: 'The model could not be fetched: this page is secure (https), so the browser blocks …. Serve the file over https.',
  },
  noAddress: {
    when: 'what is given is no address',
    code: 'bad-option',
    reason: 'bad-url',
    says: '"…" is not the address of a model. Give an absolute URL (https://...).',
  },
  webPage: {
    when: 'a web page comes in place of the model',
    code: 'model-fetch',
    reason: 'html',
    says: '… is not a model but a web page (perhaps a log-in or an error page). Copy the address of the file itself.',
  },
  pointer: {
    when: 'a Git LFS pointer comes in place of the model',
    code: 'model-fetch',
    reason: 'pointer',
    says: '… is not a model but a Git LFS pointer. Use the address that downloads the file ("resolve" or "media", not "raw").',
  },
  json: {
    when: 'JSON comes in place of the model',
    code: 'model-fetch',
    reason: 'not-a-model',
    says: '… is not a model but JSON. Use the address of an .onnx file.',
  },
  archive: {
    when: 'an archive comes in place of the model',
    code: 'model-fetch',
    reason: 'not-a-model',
    says: '… is not a model but an archive. Unpack it and serve the .onnx file in it.',
  },
  emptyDownload: {
    when: 'the file is empty',
    code: 'model-fetch',
    reason: 'empty',
    says: 'The file at … is empty. Check the address.',
  },
  stalled: {
    when: 'the server falls silent',
    code: 'model-fetch',
    reason: 'stalled',
    says: '… sent nothing for … s. Check the network, then try again: what has arrived is kept.',
  },
  truncated: {
    when: 'the connection breaks, again and again',
    code: 'model-fetch',
    reason: 'truncated',
    says: 'The connection to … broke after … of …. Try again: what has arrived is kept.',
  },
  wrongHash: {
    when: 'the bytes are not those that the catalogue names',
    code: 'model-checksum',
    reason: 'hash',
    says: 'The file at … is not the one that is expected: its SHA-256 is … instead of …. It was thrown away; the file on the server was changed, or was damaged on its way.',
  },
  wrongSize: {
    when: 'the file on the server has another size than the catalogue says',
    code: 'model-checksum',
    reason: 'changed',
    says: 'The file at … was changed: it has … bytes) instead of … bytes). Use the version that the catalogue names, or correct the catalogue.',
  },
  keepsChanging: {
    when: 'the file on the server changes while it is fetched, again and again',
    code: 'model-fetch',
    reason: 'changed',
    says: 'The file at … keeps changing on the server while it is fetched. Try again when it is at rest.',
  },
  diskFull: {
    when: 'the disk is full, or the browser refuses the room',
    code: 'quota',
    reason: 'quota',
    says: '"…" cannot be kept: it needs … of space, and the browser refused it. …, or choose a smaller model.',
  },
  tooLarge: {
    when: 'the model is larger than what the browser allows the page',
    code: 'quota',
    reason: 'quota',
    says: '"…" cannot be kept: it needs … of space, but of the … that the browser allows this page, … are used. Delete a kept model (…), or choose a smaller model.',
  },
  droppedHash: {
    when: 'the file that was dropped is not the one that its card names',
    code: 'model-checksum',
    says: "The file is not the one that is expected: its SHA-256 is … instead of …. Choose the right file, or correct the card's sha256.",
  },
  damagedTransport: {
    when: 'a compressed model is damaged',
    code: 'model-invalid',
    says: 'The compressed model is damaged: …. Download or compress it again.',
  },
  fileGone: {
    when: 'the file that a person chose was deleted or changed while the model is open',
    code: 'model-fetch',
    reason: 'gone',
    says: "The model's file can no longer be read; it was moved, changed or deleted. Choose it again.",
  },
  missingWeights: {
    when: "the model's weights are in another file, which is not there",
    code: 'model-invalid',
    says: "The model keeps its weights in another file, …. Give them together with the model, or the model's URL with them beside it, or save the model as one file.",
  },
  noRule: {
    when: 'an operator between the layer and the scores has no gradient rule',
    code: 'model-unsupported',
    says: 'No gradient rule for … operator(s) …: …. Choose a later layer, or export the model with other operators.',
  },
  noClassicRule: {
    when: "a classifier of scikit-learn's that has no gradient stands behind the features",
    code: 'model-unsupported',
    says: "No gradient rule for … operator(s) …: …. Of scikit-learn's classifiers logistic regression has one (a row of coefficients a class), and so have the L1 and L2 norms: put it behind the features, or export the network alone.",
  },
  quantisedActivations: {
    when: 'the model rounds its activations to integers (dynamic or static quantisation)',
    code: 'model-unsupported',
    says: 'The class scores have no gradient by layer "…" (nothing passes through …); use the floating-point model that it was made from (quantised weights alone are no obstacle; "saliency compress" makes its download as small).',
  },
  severalInputs: {
    when: 'the model takes more than one input',
    code: 'model-unsupported',
    says: 'The model takes … inputs (…). Only models of one image are supported.',
  },
  weightsAsInputs: {
    when: 'the model was exported without its parameters',
    code: 'model-unsupported',
    says: 'The model takes … inputs (…). Weights are among them: export the model with its parameters (in PyTorch export_params=True).',
  },
  noSuchLayer: {
    when: 'a layer is asked for that the model does not have',
    code: 'bad-option',
    says: 'The model has no layer "…"; choose one of ….',
  },
  cspWasm: {
    when: "the page's Content-Security-Policy forbids WebAssembly",
    code: 'csp-wasm',
    says: "The page's Content-Security-Policy forbids WebAssembly. Add 'wasm-unsafe-eval' to its script-src.",
  },
  outOfMemory: {
    when: 'a tensor does not fit into the memory that WebAssembly can have',
    code: 'out-of-memory',
    says: 'There is not enough memory for this model. Close other tabs, or choose a smaller model.',
  },
  noAdapter: {
    when: 'device is "webgpu", and there is no usable GPU',
    code: 'no-adapter',
    says: 'WebGPU is not available: …. Use device "auto" or "wasm", or another browser.',
  },
  gpuLost: {
    when: 'the GPU is lost, and lost again when the question is asked of a new worker',
    code: 'device-lost',
    says: 'The GPU was lost (the driver restarted, or the computer slept). Try again.',
  },
  noWorker: {
    when: 'worker.js is not where the library looks for it',
    code: 'worker-load',
    says: 'The saliency worker did not start…. Check that worker.js is served beside the library, or set workerUrl to where it is.',
  },
  noRuntime: {
    when: "ONNX Runtime's files are not where the worker looks for them",
    code: 'worker-load',
    says: "ONNX Runtime's files could not be loaded. Serve the ort-wasm-simd-threaded.* files beside worker.js, or set wasmPaths to their folder.",
  },
  workerDied: {
    when: 'the worker ends in the middle of a question',
    code: 'worker-lost',
    says: 'The saliency worker ended unexpectedly: …. Try again; it starts afresh.',
  },
  labelsFull: {
    when: 'the disk is full when labels are to be kept (`keep`)',
    code: 'quota',
    says: 'The labels cannot be kept: the disk is full, or the browser gives this page no more room. Make room, for instance by deleting kept models; the next change is then written, and all before it.',
  },
  labelsRefused: {
    when: 'the browser has no IndexedDB for this page, as in some private windows',
    code: 'storage',
    says: 'The labels cannot be kept: this browser refuses its database (…). Allow this site to keep data, or leave the private window, and export before you close this tab.',
  },
  labelsNewer: {
    when: 'another tab runs a newer version of the library, which keeps labels in another way',
    code: 'storage',
    says: 'The labels cannot be kept: a newer version of this page has changed where they are. Export what is in this tab, then reload it.',
  },
  labelsBlocked: {
    when: 'another tab holds the database of the labels and does not let go',
    code: 'storage',
    says: 'The labels cannot be kept yet: another tab of this site holds their database. Close the other tabs; the next change is then written, and all before it.',
  },
} as const satisfies Record<string, Fault>;

export type FaultName = keyof typeof FAULTS;
