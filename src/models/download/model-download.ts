import { throwIfAborted } from '../../errors.js';
import { wait } from '../../async/wait.js';
import {
  emptyError,
  hashError,
  restlessError,
  sizeError,
  stalledError,
  truncatedError,
} from './download-errors.js';
import { pauseAfter, type DownloadLimits } from './download-limits.js';
import { fetchError, isPassing, reasonOf, type FetchReason } from './fetch-error.js';
import { isOtherVersion, versionOf, type FileVersion } from './file-version.js';
import type { Intake } from './intake.js';
import type { FetchableModel } from './model-key.js';
import type { ModelRecord, ModelStorage } from './model-storage.js';
import type { ProgressMeter } from './progress-meter.js';
import type { Realm } from './realm.js';
import { request } from './request.js';

/** What no other address of the same model can cure. */
const FINAL: ReadonlySet<FetchReason> = new Set(['offline', 'quota', 'bad-url']);

export interface DownloadTask {
  readonly model: FetchableModel;
  readonly storage: ModelStorage;
  readonly intake: Intake;
  /** Tells of what is in the file already. */
  readonly record: ModelRecord;
  readonly meter: ProgressMeter;
  readonly limits: DownloadLimits;
  readonly realm: Realm;
  /** Refuses so many bytes where there is no room for them. */
  readonly ensureRoom: (bytes: number) => Promise<void>;
  readonly signal?: AbortSignal;
}

/** One model on its way into one file, over as many requests as it takes. */
export class ModelDownload {
  readonly #task: DownloadTask;
  #record: ModelRecord;
  /** Set while the file holds bytes of an earlier visit, of which nobody knows how they came to be there. */
  #isInherited: boolean;
  #changes = 0;

  constructor(task: DownloadTask) {
    this.#task = task;
    this.#record = task.record;
    this.#isInherited = task.intake.received > 0;
  }

  /** Resolves, when all bytes are there and right, to the record of the complete file (its size excepted). */
  async run(): Promise<ModelRecord> {
    const { model } = this.#task;
    const addresses = [model.url, ...(model.sha256 ? (model.mirrors ?? []) : [])];
    let first: unknown;
    for (const url of addresses) {
      try {
        await this.#fromAddress(url);
        return { ...this.#record, status: 'complete' };
      } catch (error) {
        first ??= error;
        const reason = reasonOf(error);
        if (reason === undefined || FINAL.has(reason)) throw error;
      }
    }
    throw first;
  }

  async #fromAddress(url: string): Promise<void> {
    const { intake, limits, signal } = this.#task;
    let fruitless = 0;
    for (let attempt = 1; ; attempt++) {
      const before = intake.received;
      try {
        await this.#attempt(url);
        return await this.#verify(url);
      } catch (error) {
        throwIfAborted(signal);
        fruitless = intake.received > before ? 0 : fruitless + 1;
        const isLast = fruitless >= limits.attempts || attempt >= limits.totalAttempts;
        if (!isPassing(error) || isLast) throw error;
      }
      await wait(pauseAfter(fruitless, limits), signal);
    }
  }

  async #attempt(url: string): Promise<void> {
    const { intake, model, signal, realm, ensureRoom } = this.#task;
    const from = intake.received;
    if (model.bytes !== undefined && from === model.bytes) return;
    const controller = new AbortController();
    const linked = signal ? AbortSignal.any([signal, controller.signal]) : controller.signal;
    const headers = this.#headers(url, from);
    const response = await request(url, { what: 'model', signal: linked, realm, headers });
    const version = versionOf(response, from);
    try {
      this.#checkSize(url, version.total);
      if (response.status === 416) return await this.#pastEnd(url, version);
      if (from > 0) await this.#alignWith(url, response, version);
      if (intake.received !== version.start) return await this.#attempt(url);
      const total = model.bytes ?? version.total ?? 0;
      await ensureRoom(total - intake.received);
      await this.#note(url, version);
      await this.#receive(response, url, total, controller);
    } finally {
      controller.abort();
    }
  }

  /** `If-Range` lets the server decide, but to other origins it would need a preflight. */
  #headers(url: string, from: number): Record<string, string> {
    const { etag } = this.#record;
    const { origin } = this.#task.realm;
    const isOwn = origin === undefined || new URL(url).origin === origin;
    const mayAsk = from > 0 && isOwn && this.#record.url === url && etag && !etag.startsWith('W/');
    return { Range: `bytes=${from}-`, ...(mayAsk && { 'If-Range': etag }) };
  }

  /** Empties the file where the answer cannot be appended to it. */
  async #alignWith(url: string, response: Response, version: FileVersion): Promise<void> {
    const { intake } = this.#task;
    const isOther = this.#record.url === url && isOtherVersion(this.#record, version);
    if (isOther) this.#countChange(url);
    if (isOther || response.status !== 206 || version.start !== intake.received) await this.#restart();
  }

  async #pastEnd(url: string, { total }: FileVersion): Promise<void> {
    const { intake } = this.#task;
    if (intake.received === 0) throw emptyError(url);
    if (total === intake.received) return;
    this.#countChange(url);
    await this.#restart();
    await this.#attempt(url);
  }

  async #restart(): Promise<void> {
    await this.#task.intake.restart();
    this.#isInherited = false;
    this.#record = { ...this.#record, isExpanded: false };
  }

  #countChange(url: string): void {
    if (++this.#changes > 2) throw restlessError(url);
  }

  #checkSize(url: string, total: number | undefined): void {
    const { bytes } = this.#task.model;
    if (bytes !== undefined && total !== undefined && bytes !== total) throw sizeError(url, bytes, total);
  }

  async #note(url: string, { etag, lastModified, total = 0 }: FileVersion): Promise<void> {
    this.#record = { ...this.#record, url, sourceBytes: total, etag, lastModified };
    await this.#task.storage.putRecord(this.#record);
  }

  /** Once the first bytes have shown that the file will be a larger one than what arrives. */
  async #noteExpansion(): Promise<void> {
    const { intake, storage, ensureRoom } = this.#task;
    if (intake.expandedBytes === undefined || this.#record.isExpanded) return;
    await ensureRoom(intake.expandedBytes);
    this.#record = { ...this.#record, isExpanded: true };
    await storage.putRecord(this.#record);
  }

  async #receive(response: Response, url: string, total: number, controller: AbortController): Promise<void> {
    const { intake, meter, model } = this.#task;
    if (!response.body) throw fetchError('model-fetch', `${url} answered nothing.`, { reason: 'empty', url });
    const reader = response.body.getReader();
    meter.update(intake.received, total);
    for (;;) {
      const bytes = await this.#read(reader, url, controller);
      if (!bytes) break;
      if (model.bytes !== undefined && intake.received + bytes.byteLength > model.bytes)
        throw sizeError(url, model.bytes, intake.received + bytes.byteLength);
      await intake.push(bytes, url);
      await this.#noteExpansion();
      meter.update(intake.received, total >= intake.received ? total : 0);
    }
    if (intake.received < total) throw truncatedError(url, intake.received, total);
  }

  /** Undefined: there is no more. */
  async #read(
    reader: ReadableStreamDefaultReader<Uint8Array>,
    url: string,
    controller: AbortController,
  ): Promise<Uint8Array | undefined> {
    const { limits, signal, intake } = this.#task;
    let isStalled = false;
    const timer = setTimeout(() => {
      isStalled = true;
      controller.abort();
    }, limits.stallMs);
    try {
      return (await reader.read()).value;
    } catch (cause) {
      throwIfAborted(signal);
      if (!isStalled) throw truncatedError(url, intake.received, this.#record.sourceBytes, cause);
      throw stalledError(url, limits.stallMs, cause);
    } finally {
      clearTimeout(timer);
    }
  }

  async #verify(url: string): Promise<void> {
    const { intake, model } = this.#task;
    const found = await intake.end(url);
    if (!model.sha256 || found === model.sha256) {
      this.#record = { ...this.#record, sha256: found };
      return;
    }
    const wasInherited = this.#isInherited;
    await this.#restart();
    if (wasInherited) return this.#fromAddress(url);
    throw hashError(url, model.sha256, found);
  }
}
