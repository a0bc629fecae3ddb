import { createHash } from 'node:crypto';
import type { Server } from 'node:http';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { FileStorage } from '../../src/cli/file-storage.js';
import { downloadInto } from '../../src/models/download/download-into.js';
import { fileBytes } from '../faults/server/body.js';
import { startFaultServer } from '../faults/server/fault-server.js';
import { faultUrl, requestsTo } from '../faults/server/fault-url.js';
import type { Scenario } from '../faults/server/scenario.js';

const SIZE = 3_000_000;
/** As if the command were ended at the first fault. */
const ONCE = { attempts: 1, totalAttempts: 1, stallMs: 500 };

let server: Server;
let origin: string;
let folder: string;
let path: string;

beforeAll(async () => ({ server, origin } = await startFaultServer()));
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'storage-'));
  path = join(folder, 'bolts.onnx');
});
afterEach(() => rm(folder, { recursive: true }));

const address = (scenario: Partial<Scenario>): string => faultUrl({ size: SIZE, ...scenario }, origin);

const rangesAskedOf = async (url: string) => (await requestsTo(url)).map(({ range }) => range);

async function expectFile(seed: number): Promise<void> {
  expect((await readFile(path)).equals(fileBytes(SIZE, seed))).toBe(true);
  expect(await readdir(folder)).toEqual(['bolts.onnx']);
}

test('a later run goes on from what an earlier one left; the record tells the hash of the whole', async () => {
  const url = address({ stallAt: 2_000_000 });
  await expect(downloadInto(new FileStorage(path), { url }, { limits: ONCE })).rejects.toMatchObject({
    details: { reason: 'stalled' },
  });
  expect((await readdir(folder)).sort()).toEqual(['bolts.onnx.part', 'bolts.onnx.part.json']);
  const { size } = await stat(`${path}.part`);
  const { sha256 } = await downloadInto(new FileStorage(path), { url });
  expect(await rangesAskedOf(url)).toEqual(['bytes=0-', `bytes=${size}-`]);
  await expectFile(1);
  expect(sha256).toBe(createHash('sha256').update(fileBytes(SIZE, 1)).digest('hex'));
});

test('a file that changed on the server meanwhile is begun again, though there is no hash', async () => {
  const url = address({ stallAt: 2_000_000, changeAfter: 1 });
  await expect(downloadInto(new FileStorage(path), { url }, { limits: ONCE })).rejects.toThrow();
  await downloadInto(new FileStorage(path), { url });
  await expectFile(2);
});

test('part of another model under the same name is thrown away', async () => {
  const other = address({ stallAt: 2_000_000, seed: 7 });
  await expect(downloadInto(new FileStorage(path), { url: other }, { limits: ONCE })).rejects.toThrow();
  const url = address({});
  await downloadInto(new FileStorage(path), { url });
  expect(await rangesAskedOf(url)).toEqual(['bytes=0-']);
  await expectFile(1);
});

test('a part without a record is begun again, and a file in its place replaced', async () => {
  await writeFile(path, 'older');
  await writeFile(`${path}.part`, 'whatever this is');
  await downloadInto(new FileStorage(path), { url: address({}) });
  await expectFile(1);
});

test('a file that is refused leaves nothing behind', async () => {
  const model = { url: address({}), sha256: '0'.repeat(64) };
  await expect(downloadInto(new FileStorage(path), model)).rejects.toMatchObject({ code: 'model-checksum' });
  expect(await readdir(folder)).toEqual([]);
});
