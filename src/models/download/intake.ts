import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { isTransport } from '../../onnx/compress/transport-format.js';
import { TransportExpander } from '../../onnx/compress/transport-expander.js';
import { throwIfAborted } from '../../errors.js';
import { blobPieces, type Sliceable } from './blob-pieces.js';
import { SNIFF_BYTES, sniffModel } from './sniff-model.js';
import type { ModelWriter } from './model-storage.js';

/**
 * Where the bytes of a download go: through the hash and into the file, once their beginning was found to be a
 * model's. Nothing is written of a web page that arrives in a model's place; a compressed model is expanded on
 * its way, unless it is to be kept as it comes.
 */
export class Intake {
  readonly #writer: ModelWriter;
  readonly #keepCompressed: boolean;
  #hash = sha256.create();
  #head = new Uint8Array(0);
  #hasHead = false;
  #received = 0;
  #expander: TransportExpander | undefined;

  constructor(writer: ModelWriter, { keepCompressed = false } = {}) {
    this.#writer = writer;
    this.#keepCompressed = keepCompressed;
  }

  /** Bytes taken in, from the beginning of the file. */
  get received(): number {
    return this.#received;
  }

  /** Bytes of the file that is made of a compressed model; undefined: the bytes go in as they come. */
  get expandedBytes(): number | undefined {
    return this.#expander?.info?.bytes;
  }

  /** Goes on behind what an earlier download left in the file, which is read once for the hash. */
  async resume(kept: Sliceable, signal: AbortSignal | undefined): Promise<void> {
    for await (const piece of blobPieces(kept)) {
      throwIfAborted(signal);
      this.#hash.update(piece);
      this.#received += piece.byteLength;
    }
    this.#hasHead = this.#received >= SNIFF_BYTES;
  }

  /** @throws SaliencyError `model-fetch` as soon as the bytes are seen not to be a model. */
  async push(bytes: Uint8Array, url: string): Promise<void> {
    this.#received += bytes.byteLength;
    this.#hash.update(bytes);
    if (this.#hasHead) {
      await this.#pass(bytes);
      return;
    }
    this.#head = concat(this.#head, bytes);
    if (this.#head.byteLength >= SNIFF_BYTES) await this.#passHead(url);
  }

  /** Takes in what was held back; resolves to the SHA-256 of all, in hex. */
  async end(url: string): Promise<string> {
    if (!this.#hasHead) await this.#passHead(url);
    this.#expander?.end();
    return bytesToHex(this.#hash.clone().digest());
  }

  async restart(): Promise<void> {
    await this.#writer.clear();
    this.#hash = sha256.create();
    this.#head = new Uint8Array(0);
    this.#hasHead = false;
    this.#received = 0;
    this.#expander = undefined;
  }

  async #passHead(url: string): Promise<void> {
    const impostor = sniffModel(this.#head, url);
    if (impostor) throw impostor;
    this.#hasHead = true;
    if (!this.#keepCompressed && isTransport(this.#head)) this.#expander = new TransportExpander();
    await this.#pass(this.#head);
    this.#head = new Uint8Array(0);
  }

  async #pass(bytes: Uint8Array): Promise<void> {
    if (!this.#expander) return this.#writer.write(bytes);
    for (const piece of this.#expander.push(bytes)) await this.#writer.write(piece);
  }
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(a.byteLength + b.byteLength);
  joined.set(a);
  joined.set(b, a.byteLength);
  return joined;
}
