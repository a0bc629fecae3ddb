import { SaliencyError, type ErrorCode } from '../../../errors.js';
import type { FetchReason } from '../../../models/download/fetch-error.js';

interface Symptom {
  readonly pattern: RegExp;
  readonly code: ErrorCode;
  readonly says: string;
  /** As `says`, where the message tells which operator it is about. */
  readonly names?: (operator: string) => string;
  /** Of `details`; default: the message itself. */
  readonly reason?: FetchReason;
}

/** What the browser and ONNX Runtime 1.30 say when something fails, and what it means. The first match counts. */
const SYMPTOMS: readonly Symptom[] = [
  {
    pattern: /unsafe-eval|Content Security Policy|Wasm code generation disallowed/i,
    code: 'csp-wasm',
    says: "The page's Content-Security-Policy forbids WebAssembly. Add 'wasm-unsafe-eval' to its script-src.",
  },
  {
    pattern: /Failed to load external data file/i,
    code: 'model-fetch',
    says: "The model's file can no longer be read; it was moved, changed or deleted. Choose it again.",
    reason: 'gone',
  },
  {
    pattern: /dynamically imported module|fetching of the wasm failed|Incorrect response MIME type.*wasm/i,
    code: 'worker-load',
    says: "ONNX Runtime's files could not be loaded. Serve the ort-wasm-simd-threaded.* files beside worker.js, or set wasmPaths to their folder.",
  },
  {
    pattern: /not supported in current environment|Failed to get (a )?(GPU|WebGPU) adapter/i,
    code: 'no-adapter',
    says: 'WebGPU is not available here. Use device "auto" or "wasm".',
  },
  {
    pattern: /device (was|is) lost|map_async_result|MapAsyncStatus|valid external Instance/i,
    code: 'device-lost',
    says: 'The GPU was lost (the driver restarted, or the computer slept). Try again.',
  },
  {
    pattern:
      /bad_alloc|out of memory|allocation failed|failed to allocate|Aborted\(OOM\)|max buffer size limit|Invalid array length|memory access out of bounds|could not be read|cannot enlarge memory/i,
    code: 'out-of-memory',
    says: 'There is not enough memory for this model. Close other tabs, or choose a smaller model.',
  },
  {
    pattern: /protobuf parsing failed|Load model .* failed|INVALID_(GRAPH|PROTOBUF)|ERROR_CODE: (7|10)\b/i,
    code: 'model-invalid',
    says: 'ONNX Runtime cannot read the model. Check the file with onnx.checker.',
  },
  {
    pattern: /Could not find an implementation|NOT_IMPLEMENTED|not supported yet|ERROR_CODE: 9\b/i,
    code: 'model-unsupported',
    says: 'ONNX Runtime Web cannot run an operator of this model. Export the model with other operators.',
    names: (operator) =>
      `ONNX Runtime Web cannot run the operator ${operator} of this model. Export the model without it, or in float32.`,
  },
];

/** `Conv (opset 11, node "c1")`, of "... for Conv(11) node with name 'c1'" and "... running Conv node. Name:'c1'". */
function operatorIn(message: string): string | undefined {
  const [, missing, opset, absent] = /for ([\w.]+)\((\d+)\) node with name '([^']*)'/.exec(message) ?? [];
  if (missing) return `${missing} (opset ${opset}, node "${absent}")`;
  const [, failed, name] = /running ([\w.]+) node\. Name:'([^']*)'/.exec(message) ?? [];
  return failed ? `${failed} (node "${name}")` : undefined;
}

/** What was thrown, word for word: behind a fault that nobody foresaw, it is all that a report has to go on. */
function plainMessage(thrown: unknown): string {
  return thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
}

/** Anything that the browser or ONNX Runtime threw, as an error with a code and advice. */
export function runError(thrown: unknown): SaliencyError {
  if (thrown instanceof SaliencyError) return thrown;
  const message = plainMessage(thrown);
  const symptom = SYMPTOMS.find(({ pattern }) => pattern.test(message));
  const { code, says, names, reason }: Omit<Symptom, 'pattern'> = symptom ?? {
    code: 'internal',
    says: `The model could not be run: ${message}`,
  };
  const operator = operatorIn(message);
  return new SaliencyError(code, (operator !== undefined && names?.(operator)) || says, {
    cause: thrown,
    details: { reason: reason ?? message, message },
  });
}
