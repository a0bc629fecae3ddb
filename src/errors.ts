/**
 * Every code a `SaliencyError` can carry. Codes are part of the public contract: hosts branch on them,
 * so a code is never renamed and never changes its meaning.
 */
export const ERROR_CODES = [
  'aborted',
  'bad-option',
  'cors',
  'csp-wasm',
  'device-lost',
  'image-decode',
  'image-missing',
  'internal',
  'model-checksum',
  'model-fetch',
  'model-invalid',
  'model-unsupported',
  'no-adapter',
  'out-of-memory',
  'quota',
  'storage',
  'worker-load',
  'worker-lost',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** The parts of an error that survive a `postMessage`; see {@link SaliencyError.fromJSON}. */
export interface SaliencyErrorData {
  readonly code: ErrorCode;
  readonly message: string;
  readonly details?: unknown;
}

/**
 * The one error class of the library. `message` is a sentence for people that says what to do;
 * `code` is for programs; `details` holds structured facts (offending nodes, byte offsets, HTTP status).
 */
export class SaliencyError extends Error {
  readonly code: ErrorCode;
  readonly details?: unknown;

  constructor(code: ErrorCode, message: string, options: { cause?: unknown; details?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = code === 'aborted' ? 'AbortError' : 'SaliencyError';
    this.code = code;
    this.details = options.details;
  }

  toJSON(): SaliencyErrorData {
    return { code: this.code, message: this.message, details: this.details };
  }

  static fromJSON({ code, message, details }: SaliencyErrorData): SaliencyError {
    return new SaliencyError(code, message, { details });
  }

  /** Wraps anything thrown; an error that already has a code passes through unchanged. */
  static from(thrown: unknown, code: ErrorCode = 'internal'): SaliencyError {
    if (thrown instanceof SaliencyError) return thrown;
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    return new SaliencyError(code, message, { cause: thrown });
  }
}

export function isAbortError(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.name === 'AbortError';
}

/** The contract's `aborted` error. */
export function abortedError(): SaliencyError {
  return new SaliencyError(
    'aborted',
    'The request was cancelled. Make it again to go on; what had arrived of a download is kept.',
  );
}

/** Throws the contract's `aborted` error once `signal` has fired. */
export function throwIfAborted(signal: { readonly aborted: boolean } | undefined): void {
  if (signal?.aborted) throw abortedError();
}
