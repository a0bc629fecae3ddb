/** What a request asks the server to do: the query of `/file`, every part of it optional and free to combine. */
export interface Scenario {
  /** Names the counters of a test, which share nothing with those of another. */
  readonly id: string;
  readonly size: number;
  readonly seed: number;
  /** Sends `Access-Control-Allow-Origin`. */
  readonly cors: boolean;
  /** Shows `ETag` and `Content-Range` to other origins. */
  readonly expose: boolean;
  /** Understands `Range`. */
  readonly ranges: boolean;
  /** Sends `ETag` and `Last-Modified`. */
  readonly versions: boolean;
  /** Answers with this status, always or for the first `failFirst` requests. */
  readonly status: number;
  readonly failFirst: number;
  /** Breaks the connection after so many bytes of the answer, in the first `breaks` answers. */
  readonly breakAt: number;
  readonly breaks: number;
  /** Stops sending, with an open connection, after so many bytes, in the first `stalls` answers. */
  readonly stallAt: number;
  readonly stalls: number;
  /** Bytes a second; 0: as fast as it goes. */
  readonly rate: number;
  /** Answers so many redirects before the file. */
  readonly redirects: number;
  /** Compresses, although the client asked for plain bytes. */
  readonly gzip: boolean;
  /** Announces so many bytes more (or fewer) than there are. */
  readonly lie: number;
  /** After so many requests the file is another one. */
  readonly changeAfter: number;
  /** After so many downloads the server is gone: it cuts every connection. */
  readonly goneAfter: number;
  /** Each answer is of another file. */
  readonly changeEvery: boolean;
  /** Sends this text, as a web page, with status 200. */
  readonly html: string;
  /** Sends this text as a file. */
  readonly text: string;
}

const NUMBERS = {
  size: 100_000,
  seed: 1,
  status: 200,
  failFirst: Infinity,
  breakAt: Infinity,
  breaks: 1,
  stallAt: Infinity,
  stalls: 1,
  rate: 0,
  redirects: 0,
  lie: 0,
  changeAfter: Infinity,
  goneAfter: Infinity,
} as const;

const FLAGS = {
  cors: true,
  expose: true,
  ranges: true,
  versions: true,
  gzip: false,
  changeEvery: false,
} as const;

export function parseScenario(query: URLSearchParams): Scenario {
  const numbers = Object.entries(NUMBERS).map(([name, value]) => [name, Number(query.get(name) ?? value)]);
  const flags = Object.entries(FLAGS).map(([name, value]) => [
    name,
    (query.get(name) ?? String(value)) === 'true',
  ]);
  return {
    id: query.get('id') ?? '',
    html: query.get('html') ?? '',
    text: query.get('text') ?? '',
    ...Object.fromEntries([...numbers, ...flags]),
  } as Scenario;
}
