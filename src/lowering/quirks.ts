/** Something that a runtime cannot do, or does wrongly, and what this code does about it. */
export interface Quirk {
  readonly runtime: string;
  /** Versions that were seen to have it. */
  readonly versions: string;
  /** The report, or the change that brought it. */
  readonly issue?: string;
  readonly symptom: string;
  readonly remedy: string;
  /** Files of the remedy, below src/. */
  readonly where: readonly string[];
  /** The test, below tests/, that fails once the runtime has mended it. */
  readonly heldBy?: string;
}

const ORT = 'ONNX Runtime, every provider';
const WEBGPU = 'onnxruntime-web, WebGPU';
const WASM = 'onnxruntime-web, WASM';
const WEB = 'onnxruntime-web';
const ISSUES = 'https://github.com/microsoft/onnxruntime/issues';

/** Every workaround of the code base, by the name that its comments use. */
export const QUIRKS = {
  // Wrong numbers
  oddConvolutions: {
    runtime: WEBGPU,
    versions: '1.30, 1.31-dev',
    issue: `${ISSUES}/29651`,
    symptom:
      'As NHWC, the default layout, a Conv in one or two dimensions without groups and with a kernel above 1 gives wrong ' +
      'numbers if its input channels are above 3, divisible by 3 and not by 4, and its output channels divisible by 4.',
    remedy:
      'Channels of zeros up to a multiple of 4, in the image and in the weights, forwards and backwards. ' +
      'As NCHW such convolutions are right, but others are slower; no layout need be chosen for them.',
    where: ['lowering/pad-odd-convolutions.ts'],
    heldBy: 'worker/odd-convolutions.test.ts',
  },
  zeroPads: {
    runtime: ORT,
    versions: '1.30, 1.31-dev',
    issue: `${ISSUES}/18136`,
    symptom:
      'A Pad of zeros is fused into the MaxPool behind it, which pads with minus infinity: a window at the border that ' +
      'holds negative numbers has another maximum.',
    remedy: 'Pads by a column too many and cuts it off again, which keeps the two apart.',
    where: ['lowering/unfuse-zero-pads.ts'],
    heldBy: 'worker/zero-pads.test.ts',
  },
  reversedSlices: {
    runtime: WEBGPU,
    versions: '1.30',
    symptom: 'A Slice that runs backwards over a part of an axis gives wrong numbers.',
    remedy: 'Slices forwards, then reverses the whole axis.',
    where: ['lowering/forward-slices.ts'],
    heldBy: 'worker/reversed-slices.test.ts',
  },
  bareEntry: {
    runtime: WEB,
    versions: '1.30',
    symptom:
      'The entry `onnxruntime-web` holds older WebGPU kernels (JSEP), some of which give wrong numbers.',
    remedy:
      'Imports `onnxruntime-web/jspi` or, without JSPI, `onnxruntime-web/webgpu`; a self-test compares with the CPU.',
    where: ['worker/service/ort/runtime.ts', 'worker/service/ort/self-test.ts'],
  },

  // Graphs that do not load, or fail when they are run
  padReaders: {
    runtime: ORT,
    versions: '1.30, 1.31-dev',
    issue: `${ISSUES}/18136`,
    symptom:
      'A Pad is fused into the Conv behind it; if an Identity reads what the Pad reads, the graph is then rejected.',
    remedy: "A layer's activations are published by renaming the tensor, not by an Identity of it.",
    where: ['gradient/export/export-gradient.ts'],
  },
  throwingKernels: {
    runtime: WEBGPU,
    versions: '1.30',
    symptom:
      'MaxPool with its output of indices and Resize with antialias are accepted, and fail when they are run.',
    remedy:
      'The gradient of MaxPool finds the first maximum by comparing; such a Resize becomes two matrix products.',
    where: ['gradient/formulas/first-maximum.ts', 'gradient/rules/interpolation.ts'],
  },
  largeBuffers: {
    runtime: WEBGPU,
    versions: '1.30',
    symptom:
      'A tensor is one GPU buffer. One above `maxBufferSize` (256 MiB at the least) leaves a session that computes nothing; ' +
      'before 1.30, so did one above `maxStorageBufferBindingSize` (128 MiB at the least).',
    remedy:
      'Fully connected layers are split by rows, which are parts of the same bytes; other tensors are held against the ' +
      "adapter's limit before a session is made.",
    where: ['lowering/split-large-weights.ts', 'lowering/webgpu-limits.ts', 'worker/service/ort/backend.ts'],
  },
  wideSplits: {
    runtime: WEBGPU,
    versions: '1.30',
    symptom: 'A Split binds its input and every output at once, and small adapters bind 8 buffers.',
    remedy: 'Sequences are cut by Splits of Splits.',
    where: ['gradient/formulas/unrolled-sequence.ts', 'lowering/webgpu-limits.ts'],
  },

  otherFloats: {
    runtime: WEB,
    versions: '1.30',
    symptom:
      'There are no kernels for float64 and bfloat16, not even a Cast; float16 needs the feature `shader-f16` of a GPU, and ' +
      'gradients underflow in it.',
    remedy: 'Everything is computed in float32; weights in other types are converted when a model is opened.',
    where: ['onnx/prepare/single-precision.ts', 'worker/service/models/single-weights.ts'],
  },

  // Nodes on the CPU, with a copy from the GPU and back for each
  missingKernels: {
    runtime: WEBGPU,
    versions: '1.30',
    issue: `${ISSUES}/25274`,
    symptom:
      'There is no kernel for Or, Sign, Sum, Mean, Max and Min but of two inputs, OneHot, LRN, LpPool, Col2Im, Selu, Celu, ' +
      'Softsign, Shrink, ThresholdedRelu, LogSoftmax, SpaceToDepth, Upsample, Clip before opset 11, and arithmetic of int64.',
    remedy: 'The rules express these operators by others, and emit none of them.',
    where: ['gradient/engine/rewrite-forward.ts'],
    heldBy: 'worker/placement.test.ts',
  },
  newOpsets: {
    runtime: WEBGPU,
    versions: '1.30',
    symptom:
      'From opset 22 on there is no kernel for MaxPool, ConvTranspose, GlobalAveragePool, HardSigmoid and Elu.',
    remedy: 'The graphs are lowered to opset 21 where no node needs a later one.',
    where: ['lowering/choose-opset.ts'],
    heldBy: 'worker/placement.test.ts',
  },
  transposedBooleans: {
    runtime: WEBGPU,
    versions: '1.30',
    symptom:
      'Transposes are moved behind the comparisons of a backward pass, where they transpose booleans, for which there is ' +
      "no kernel: those of the NHWC layout, and the model's own.",
    remedy:
      'Heads run as NCHW; in a model with Transposes, comparisons are made behind an added axis, past which none is moved.',
    where: ['lowering/layout.ts', 'lowering/hold-comparisons.ts'],
    heldBy: 'worker/placement.test.ts',
  },

  // Memory
  weightsInHeap: {
    runtime: WEB,
    versions: '1.30',
    symptom:
      "Weights inside a model's file are copied into the wasm heap, which never shrinks: 1.9 GB for a VGG-16.",
    remedy:
      'The graphs link to the weights in the original file, which the runtime is given as external data.',
    where: ['onnx/codec/parse-tensor.ts', 'worker/service/ort/graph-session.ts'],
  },
  weightsPackedTwice: {
    runtime: WASM,
    versions: '1.30',
    symptom: 'A head holds each fully connected layer twice more, packed once for each direction.',
    remedy:
      'Heads with many weights are not packed: a VGG-16 takes 1.7 times its file in memory, and not 3.3.',
    where: ['lowering/large-head.ts', 'worker/service/ort/graph-session.ts'],
  },
  arenaOfWeights: {
    runtime: WASM,
    versions: '1.30',
    symptom: "The arena rounds the weights' memory up to powers of two.",
    remedy: 'Initializers are allocated outside of it (`session.use_device_allocator_for_initializers`).',
    where: ['worker/service/ort/graph-session.ts'],
  },
  collectedStreams: {
    runtime: 'Chromium, with onnxruntime-web/jspi',
    versions: 'Chromium 156',
    symptom:
      'A stream of a Blob may be collected as garbage while it is read, as nothing else refers to its reader: about once ' +
      'in 500 reads a session is created for ever.',
    remedy: 'Blobs of weights stream by `arrayBuffer()`, a mebibyte at a time.',
    where: ['worker/service/ort/steady-blob.ts', 'models/download/blob-pieces.ts'],
  },
  blobsByJspi: {
    runtime: 'onnxruntime-web/webgpu',
    versions: '1.30',
    symptom: 'Only the JSPI build reads external data from a Blob piece by piece.',
    remedy: 'The other build is given the bytes.',
    where: ['worker/service/ort/runtime.ts', 'worker/service/ort/graph-session.ts'],
  },

  // The life of a worker
  overlappingCalls: {
    runtime: WEBGPU,
    versions: '1.30, 1.31-dev',
    issue: `${ISSUES}/32561`,
    symptom: 'Calls that overlap (create, run, release), of whatever sessions, hang the thread for ever.',
    remedy: 'One queue for all calls of a worker.',
    where: ['worker/service/ort/graph-session.ts'],
  },
  silentLosses: {
    runtime: WEBGPU,
    versions: '1.30',
    symptom: 'A lost GPU is only logged, and a buffer that could not be made goes unnoticed.',
    remedy: 'The worker listens to `lost` and `uncapturederror` of the device, and asks after every run.',
    where: ['worker/service/ort/gpu-watch.ts'],
  },
  lastingFailures: {
    runtime: WEB,
    versions: '1.30',
    issue: `${ISSUES}/21673`,
    symptom: 'A backend that failed stays failed, the heap never shrinks, and a run cannot be stopped.',
    remedy: 'The worker is replaced by a new one.',
    where: ['worker/client/worker-host.ts'],
  },
  lostFiles: {
    runtime: WEB,
    versions: '1.30',
    symptom: 'It cannot tell where its own files lie when the worker was started from a Blob.',
    remedy: 'It is given their absolute addresses.',
    where: ['worker/service/ort/ort-files.ts'],
  },
} as const satisfies Record<string, Quirk>;
