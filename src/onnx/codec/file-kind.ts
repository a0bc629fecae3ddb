import { decodeText } from './text.js';

interface FileKind {
  readonly matches: (head: Uint8Array, text: string) => boolean;
  readonly says: string;
}

/** Files that people drop instead of a model, by their first bytes. */
const KINDS: readonly FileKind[] = [
  { matches: (head) => head.length === 0, says: 'the file is empty' },
  {
    matches: (_, text) => /^\s*(<!doctype|<html|<head|<body|<\?xml|<!--|<svg)/i.test(text),
    says: 'it is a web page (HTML or XML); the address probably answered with an error or log-in page',
  },
  {
    matches: (_, text) => text.startsWith('version https://git-lfs'),
    says: 'it is a Git LFS pointer; fetch the real file (git lfs pull, or the "resolve" address of the host)',
  },
  { matches: (_, text) => /^\s*[{[]\s*["\]}{[]/.test(text), says: 'it is JSON' },
  {
    matches: (head) => startsWith(head, 0, 'PK\x03\x04'),
    says: 'it is a ZIP archive or a PyTorch checkpoint; export the model to ONNX first',
  },
  {
    matches: (head) => head[0] === 0x1f && head[1] === 0x8b,
    says: 'it is compressed (gzip); unpack it first',
  },
  {
    matches: (head) => startsWith(head, 1, 'HDF'),
    says: 'it is an HDF5 (Keras) file; convert the model to ONNX first',
  },
  {
    matches: (head) => startsWith(head, 4, 'TFL3'),
    says: 'it is a TensorFlow Lite file; convert the model to ONNX first',
  },
  {
    matches: (head) => startsWith(head, 4, 'ORTM'),
    says: 'it is in the ORT format, which carries no gradient-ready graph; use the .onnx file it was made from',
  },
  {
    matches: (head) => startsWith(head, 1, 'PNG') || (head[0] === 0xff && head[1] === 0xd8),
    says: 'it is an image',
  },
  // An ONNX file begins with the tag of one of its fields: mostly 0x08 (ir_version), rarely ':' (graph).
  { matches: (_, text) => /^[^:][\t\n\r\x20-\x7e]{7,}$/.test(text), says: 'it is a text file' },
];

/** What a file is that is not an ONNX model, from its first bytes (64 suffice); undefined: no idea. */
export function describeForeignFile(head: Uint8Array): string | undefined {
  const text = decodeText(head.subarray(0, 64));
  return KINDS.find(({ matches }) => matches(head, text))?.says;
}

function startsWith(head: Uint8Array, offset: number, magic: string): boolean {
  return [...magic].every((char, i) => head[offset + i] === char.charCodeAt(0));
}
