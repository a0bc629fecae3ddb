import { inject } from 'vitest';
import type { LoggedRequest } from './fault-server.js';
import type { Scenario } from './scenario.js';

let next = 0;

/** An address that makes the server behave as asked. A fresh `id` keeps the test's counters its own. */
export function faultUrl(scenario: Partial<Scenario> = {}, base: string = inject('faultOrigin')): string {
  const url = new URL('/file', base);
  if (base.endsWith('/faults')) url.pathname = '/faults/file';
  const id = `${Date.now()}-${next++}`;
  for (const [name, value] of Object.entries({ id, ...scenario })) url.searchParams.set(name, String(value));
  return url.href;
}

/** The same, from the page's own origin. */
export function ownFaultUrl(scenario: Partial<Scenario> = {}): string {
  return faultUrl(scenario, `${location.origin}/faults`);
}

/** What the server was asked at this address, or at any that shares its `id`. */
export async function requestsTo(url: string): Promise<readonly LoggedRequest[]> {
  const log = new URL(url);
  log.pathname = log.pathname.replace(/file$/, 'log');
  return (await (await fetch(log)).json()) as LoggedRequest[];
}

/** Has the server answer with these bytes at this address. */
export async function upload(url: string, body: Blob): Promise<void> {
  await fetch(url, { method: 'POST', body, mode: 'no-cors' });
}
