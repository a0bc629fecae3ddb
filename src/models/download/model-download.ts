import { throwIfAborted, type SaliencyError } from '../../errors.js';
import { wait } from '../../async/wait.js';
import { fetchError, isPassing, reasonOf, type FetchReason } from './fetch-error.js';
import { isOtherVersion, versionOf, type FileVersion } from './file-version.js';
import { formatBytes } from './format-bytes.js';
import type { Intake } from './intake.js';
import { modelName, type FetchableModel } from './model-key.js';
import type { ProgressMeter } from './progress-meter.js';
import { ensureRoom } from './quota.js';
import { request } from './request.js';
import type { ModelRecord, ModelStorage } from './model-storage.js';

/** When a download is given up. */
export interface DownloadLimits {
  /** Attempts in a row that bring no byte. */
  readonly attempts: number;
  /** Attempts in all. */
  readonly totalAttempts: number;
  /** Pause before the second attempt; doubled for each further one, up to {@link MAX_PAUSE_MS}. */
  readonly pauseMs: number;
  /** A connection that brings no byte for so long is broken off and counts as an attempt. */
  readonly stallMs: number;
}

export const DOWNLOAD_LIMITS: DownloadLimits = {
  attempts: 5,
  totalAttempts: 40,
  pauseMs: 500,
  stallMs: 30_000,
};
const MAX_PAUSE_MS = 15_000;

/** What no other address of the same model can cure. */
const FINAL: ReadonlySet<FetchReason> = new Set(['offline', 'quota', 'bad-url']);

export interface DownloadTask {
  readonly model: FetchableModel;
  readonly storage: ModelStorage;
  readonly intake: Intake;
  /** Of what is in the file already, or of an empty one. */
  readonly record: ModelRecord;
  readonly meter: ProgressMeter;
  readonly limits: DownloadLimits;
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
      await wait(Math.min(limits.pauseMs * 2 ** Math.max(0, fruitless - 1), MAX_PAUSE_MS), signal);
    }
  }

  async #attempt(url: string): Promise<void> {
    const { intake, model, signal, storage } = this.#task;
    const from = intake.received;
    if (model.bytes !== undefined && from === model.bytes) return;
    const controller = new AbortController();
    const linked = signal ? AbortSignal.any([signal, controller.signal]) : controller.signal;
    const response = await request(url, { what: 'model', signal: linked, headers: this.#headers(url, from) });
    const version = versionOf(response, from);
    try {
      this.#checkSize(url, version.total);
      if (response.status === 416) return await this.#pastEnd(url, version);
      if (from > 0) await this.#alignWith(url, response, version);
      if (intake.received !== version.start) return await this.#attempt(url);
      const total = model.bytes ?? version.total ?? 0;
      await ensureRoom(storage, modelName(model), total - intake.received);
      await this.#note(url, version);
      await this.#receive(response, url, total, controller);
    } finally {
      controller.abort();
    }
  }

  /** `If-Range` lets the server decide, but to other origins it would need a preflight. */
  #headers(url: string, from: number): Record<string, string> {
    const { etag } = this.#record;
    const isOwn = new URL(url).origin === location.origin;
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
    if (intake.received === 0) {
      throw fetchError('model-fetch', `The file at ${url} is empty. Check the address.`, {
        reason: 'empty',
        url,
      });
    }
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
    if (++this.#changes <= 2) return;
    throw fetchError(
      'model-fetch',
      `The file at ${url} keeps changing on the server while it is fetched. Try again when it is at rest.`,
      { reason: 'changed', url },
    );
  }

  #checkSize(url: string, total: number | undefined): void {
    const { bytes } = this.#task.model;
    if (bytes === undefined || total === undefined || bytes === total) return;
    throw changedError(url, bytes, total);
  }

  async #note(url: string, { etag, lastModified, total = 0 }: FileVersion): Promise<void> {
    this.#record = { ...this.#record, url, sourceBytes: total, etag, lastModified };
    await this.#task.storage.putRecord(this.#record);
  }

  /** Once the first bytes have shown that the file will be a larger one than what arrives. */
  async #noteExpansion(): Promise<void> {
    const { intake, model, storage } = this.#task;
    if (intake.expandedBytes === undefined || this.#record.isExpanded) return;
    await ensureRoom(storage, modelName(model), intake.expandedBytes);
    this.#record = { ...this.#record, isExpanded: true };
    await storage.putRecord(this.#record);
  }

  async #receive(response: Response, url: string, total: number, controller: AbortController): Promise<void> {
    const { intake, meter, model } = this.#task;
    if (!response.body) throw fetchError('model-fetch', `${url} answered nothing.`, { reason: 'empty', url });
    const reader = response.body.getReader();
    meter.update(intake.received, total);
    for (;;) {
      const { done, value } = await this.#read(reader, url, controller);
      if (done) break;
      if (model.bytes !== undefined && intake.received + value.byteLength > model.bytes)
        throw changedError(url, model.bytes, intake.received + value.byteLength);
      await intake.push(value, url);
      await this.#noteExpansion();
      meter.update(intake.received, total >= intake.received ? total : 0);
    }
    if (intake.received < total) throw truncated(url, intake.received, total);
  }

  async #read(
    reader: ReadableStreamDefaultReader<Uint8Array>,
    url: string,
    controller: AbortController,
  ): Promise<ReadableStreamReadResult<Uint8Array>> {
    const { limits, signal, intake } = this.#task;
    let isStalled = false;
    const timer = setTimeout(() => {
      isStalled = true;
      controller.abort();
    }, limits.stallMs);
    try {
      return await reader.read();
    } catch (cause) {
      throwIfAborted(signal);
      if (!isStalled) throw truncated(url, intake.received, this.#record.sourceBytes, cause);
      throw fetchError(
        'model-fetch',
        `${new URL(url).origin} sent nothing for ${limits.stallMs / 1000} s. Check the network, then try again: what has arrived is kept.`,
        { reason: 'stalled', url },
        cause,
      );
    } finally {
      clearTimeout(timer);
    }
  }

  async #verify(url: string): Promise<void> {
    const { intake, model } = this.#task;
    const found = await intake.end(url);
    if (!model.sha256 || found === model.sha256) return;
    const wasInherited = this.#isInherited;
    await this.#restart();
    if (wasInherited) return this.#fromAddress(url);
    throw fetchError(
      'model-checksum',
      `The file at ${url} is not the one that is expected: its SHA-256 is ${found} instead of ${model.sha256}. It was thrown away; the file on the server was changed, or was damaged on its way.`,
      { reason: 'hash', url, expected: model.sha256, found },
    );
  }
}

function changedError(url: string, expected: number, found: number): SaliencyError {
  return fetchError(
    'model-checksum',
    `The file at ${url} was changed: it has ${formatBytes(found)} (${found} bytes) instead of ${formatBytes(expected)} (${expected} bytes). Use the version that the catalogue names, or correct the catalogue.`,
    { reason: 'changed', url, expected, found },
  );
}

function truncated(url: string, received: number, total: number, cause?: unknown): SaliencyError {
  const of = total > 0 ? ` of ${formatBytes(total)}` : '';
  return fetchError(
    'model-fetch',
    `The connection to ${new URL(url).origin} broke after ${formatBytes(received)}${of}. Try again: what has arrived is kept.`,
    { reason: 'truncated', url, received, total },
    cause,
  );
}
