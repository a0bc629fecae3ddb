import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { SaliencyError } from '../errors.js';

/** A file on a server, and what is known of it. */
export interface RemoteFile {
  readonly name: string;
  /** Tried in order. */
  readonly urls: readonly string[];
  readonly bytes?: number;
  readonly sha256?: string;
}

export interface Downloaded {
  readonly bytes: number;
  readonly sha256: string;
}

type Report = (loaded: number, total: number) => void;

const ATTEMPTS = 5;
const FIRST_PAUSE_MS = 200;

function failure(message: string, cause?: unknown): SaliencyError {
  return new SaliencyError('model-fetch', message, { cause });
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch {
    return 0;
  }
}

async function answerFrom(url: string, from: number): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, { headers: from > 0 ? { Range: `bytes=${from}-` } : {} });
  } catch (cause) {
    throw failure(`${url} does not answer. Check the address and the network.`, cause);
  }
  if (!response.ok) throw failure(`${url} answered ${response.status} ${response.statusText}.`.trim());
  if (/^text\/html/.test(response.headers.get('content-type') ?? ''))
    throw failure(`${url} is a web page, not a model. Copy the address of the file itself.`);
  return response;
}

/** Appends what the server has behind the `from` bytes that are there; begins again where it knows no ranges. */
async function receive(url: string, path: string, from: number, report: Report): Promise<void> {
  const response = await answerFrom(url, from);
  const start = response.status === 206 ? from : 0;
  const total = start + Number(response.headers.get('content-length') ?? 0);
  const file = await open(path, start > 0 ? 'a' : 'w');
  let loaded = start;
  try {
    const reader = response.body?.getReader();
    for (let step = await reader?.read(); step && !step.done; step = await reader?.read()) {
      await file.writeFile(step.value);
      loaded += step.value.byteLength;
      report(loaded, total);
    }
  } finally {
    await file.close();
  }
  if (loaded < total) throw failure(`The connection to ${url} broke after ${loaded} of ${total} bytes.`);
}

/** Goes on where the connection broke; gives up after a few attempts that brought nothing. */
async function receiveAll(url: string, path: string, file: RemoteFile, report: Report): Promise<void> {
  for (let fruitless = 0; ;) {
    const before = await sizeOf(path);
    if (before > 0 && before === file.bytes) return;
    try {
      return await receive(url, path, before, report);
    } catch (error) {
      fruitless = (await sizeOf(path)) > before ? 0 : fruitless + 1;
      const isPassing = error instanceof TypeError || /broke|answered (408|429|5\d\d)/.test(String(error));
      if (!isPassing || fruitless >= ATTEMPTS) throw SaliencyError.from(error, 'model-fetch');
      await new Promise((resolve) => setTimeout(resolve, FIRST_PAUSE_MS * 2 ** fruitless));
    }
  }
}

/** SHA-256 of a file, in hex. */
export async function fileHash(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

async function fromAddress(url: string, path: string, file: RemoteFile, report: Report): Promise<Downloaded> {
  const part = `${path}.part`;
  await receiveAll(url, part, file, report);
  const found = await fileHash(part);
  if (file.sha256 && found !== file.sha256) {
    await rm(part);
    throw new SaliencyError(
      'model-checksum',
      `The file at ${url} is not the one that is expected: its SHA-256 is ${found} instead of ${file.sha256}. It was deleted; the file on the server was changed, or was damaged on its way.`,
      { details: { url, expected: file.sha256, found } },
    );
  }
  const bytes = await sizeOf(part);
  await rename(part, path);
  return { bytes, sha256: found };
}

/**
 * Downloads a file to `path`, by way of `path.part`, which is gone on with by the next call where this one breaks off.
 *
 * @throws SaliencyError `model-fetch`, `model-checksum`; of the first address, where none of them works
 */
export async function download(file: RemoteFile, path: string, report: Report): Promise<Downloaded> {
  const errors: unknown[] = [];
  for (const url of file.urls) {
    try {
      return await fromAddress(url, path, file, report);
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length === 0) throw failure(`Nothing says where "${file.name}" is.`);
  throw SaliencyError.from(errors[0]);
}
