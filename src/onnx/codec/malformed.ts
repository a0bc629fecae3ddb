import { SaliencyError } from '../../errors.js';

/** The error for bytes that an ONNX file cannot hold; `offset` is where they lie in the file. */
export function malformed(offset: number, what: string): SaliencyError {
  return new SaliencyError(
    'model-invalid',
    `The file is not a valid ONNX model: at byte ${offset}, ${what}. Download or export it again.`,
    { details: { offset } },
  );
}
