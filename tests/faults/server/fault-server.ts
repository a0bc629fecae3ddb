import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { fileBytes } from './body.js';
import { parseScenario, type Scenario } from './scenario.js';

/** One request as it arrived; `/log?id=...` answers the list of them. */
export interface LoggedRequest {
  readonly method: string;
  readonly path: string;
  readonly range?: string;
  readonly ifRange?: string;
}

interface Counters {
  readonly log: LoggedRequest[];
  /** Requests for the file, redirects not counted. */
  files: number;
  redirects: number;
}

const counters = new Map<string, Counters>();
/** Bodies that tests have sent, by id. */
const uploads = new Map<string, Uint8Array>();
const CHUNK = 16_384;

function countersOf(id: string): Counters {
  const found = counters.get(id) ?? { log: [], files: 0, redirects: 0 };
  counters.set(id, found);
  return found;
}

function corsHeaders({ cors, expose }: Scenario): Record<string, string> {
  if (!cors) return {};
  return {
    'access-control-allow-origin': '*',
    ...(expose && { 'access-control-expose-headers': 'ETag, Content-Range, Accept-Ranges' }),
  };
}

interface Slice {
  readonly status: number;
  readonly from: number;
  readonly headers: Record<string, string>;
}

function sliceOf(request: IncomingMessage, scenario: Scenario, total: number, etag: string): Slice {
  const match = /^bytes=(\d+)-$/.exec(request.headers.range ?? '');
  const condition = request.headers['if-range'];
  const whole = { status: 200, from: 0, headers: {} };
  if (!scenario.ranges || !match || (condition && condition !== etag)) return whole;
  const from = Number(match[1]);
  if (from >= total) return { status: 416, from: total, headers: { 'content-range': `bytes */${total}` } };
  return { status: 206, from, headers: { 'content-range': `bytes ${from}-${total - 1}/${total}` } };
}

/** Where this answer ends in a fault: behind how many bytes, and how. */
function faultOf(
  { breakAt, breaks, stallAt, stalls }: Scenario,
  nth: number,
): { at: number; kind: 'break' | 'stall' } {
  if (nth <= stalls && stallAt < Infinity) return { at: stallAt, kind: 'stall' };
  return { at: nth <= breaks ? breakAt : Infinity, kind: 'break' };
}

function flowing(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      response.off('drain', go).off('close', go);
      resolve();
    };
    response.on('drain', go).on('close', go);
  });
}

async function send(
  response: ServerResponse,
  body: Uint8Array,
  scenario: Scenario,
  nth: number,
): Promise<void> {
  const fault = faultOf(scenario, nth);
  const end = Math.min(body.byteLength, fault.at);
  const chunk = scenario.rate > 0 ? Math.max(1, Math.min(CHUNK, Math.floor(scenario.rate / 20))) : CHUNK;
  for (let from = 0; from < end; from += chunk) {
    if (response.destroyed) return;
    const isFlowing = response.write(body.subarray(from, Math.min(from + chunk, end)));
    if (scenario.rate > 0) await pause((1000 * chunk) / scenario.rate);
    else if (!isFlowing) await flowing(response);
  }
  if (fault.at >= body.byteLength && scenario.lie <= 0) {
    response.end();
    return;
  }
  if (fault.kind === 'stall') return;
  // What was written must have been read before the connection is cut: a reset discards what is under way.
  await pause(300);
  response.destroy();
}

function fileOf({ id, text, size }: Scenario, seed: number): Uint8Array {
  if (text) return new TextEncoder().encode(text);
  return uploads.get(id) ?? fileBytes(size, seed);
}

async function keepUpload(request: IncomingMessage, { id }: Scenario): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  uploads.set(id, Buffer.concat(chunks));
}

async function answerFile(
  request: IncomingMessage,
  response: ServerResponse,
  scenario: Scenario,
): Promise<void> {
  const counter = countersOf(scenario.id);
  const isBody = request.method === 'GET';
  const nth = isBody ? ++counter.files : counter.files + 1;
  const cors = corsHeaders(scenario);
  if (nth > scenario.goneAfter) {
    response.destroy();
    return;
  }
  if (scenario.status !== 200 && nth <= scenario.failFirst) {
    response.writeHead(scenario.status, cors).end();
    return;
  }
  if (scenario.html) {
    response.writeHead(200, { ...cors, 'content-type': 'text/html' }).end(scenario.html);
    return;
  }
  const seed = scenario.seed + (scenario.changeEvery ? nth : nth > scenario.changeAfter ? 1 : 0);
  const etag = `"v${seed}"`;
  const file = fileOf(scenario, seed);
  const slice = sliceOf(request, scenario, file.byteLength, etag);
  const plain = file.subarray(slice.from);
  const body = scenario.gzip ? gzipSync(plain) : plain;
  response.writeHead(slice.status, {
    ...cors,
    ...slice.headers,
    'content-type': 'application/octet-stream',
    'content-length': String(slice.status === 416 ? 0 : body.byteLength + scenario.lie),
    ...(scenario.gzip && { 'content-encoding': 'gzip' }),
    ...(scenario.versions && { etag, 'last-modified': new Date(1.7e12 + seed * 1e6).toUTCString() }),
  });
  if (!isBody || slice.status === 416) response.end();
  else await send(response, body, scenario, nth);
}

function redirect(response: ServerResponse, url: URL, scenario: Scenario): void {
  const next = new URL(url);
  next.searchParams.set('redirects', String(scenario.redirects - 1));
  countersOf(scenario.id).redirects++;
  response.writeHead(302, { ...corsHeaders(scenario), location: next.pathname + next.search }).end();
}

/**
 * Answers `/file?...` as its {@link Scenario} says, with the body that was posted there before if there was one, `/log?id=...` with the requests of that test, a plain path with what was posted to it, and allows every
 * preflight where CORS is on. Also usable as a handler within another server.
 */
export async function handleFault(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const scenario = { ...parseScenario(url.searchParams), id: url.searchParams.get('id') ?? url.pathname };
  const { log } = countersOf(scenario.id);
  if (url.pathname.endsWith('/log')) {
    response.writeHead(200, { 'access-control-allow-origin': '*', 'content-type': 'application/json' });
    response.end(JSON.stringify(log));
    return;
  }
  const { range, 'if-range': ifRange } = request.headers;
  log.push({
    method: request.method ?? '',
    path: url.pathname,
    range,
    ifRange: ifRange as string | undefined,
  });
  if (request.method === 'OPTIONS') {
    const allowed = { 'access-control-allow-headers': '*', 'access-control-allow-methods': '*' };
    response.writeHead(204, scenario.cors ? { ...corsHeaders(scenario), ...allowed } : {}).end();
  } else if (request.method === 'POST') {
    await keepUpload(request, scenario);
    response.writeHead(204, corsHeaders(scenario)).end();
    log.length = 0;
  } else if (scenario.redirects > 0) redirect(response, url, scenario);
  else await answerFile(request, response, scenario);
}

/** Starts the server on a free port of this machine; resolves to it and its address. */
export async function startFaultServer(): Promise<{ server: Server; origin: string }> {
  const server = createServer((request, response) => {
    handleFault(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}
