import { expect } from 'vitest';
import { SaliencyError } from '../../src/errors.js';
import type { FetchReason } from '../../src/models/download/fetch-error.js';
import { FAULTS, type Fault, type FaultName } from './faults.js';

function pattern(says: string): RegExp {
  const parts = says.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's');
}

/** The promise is rejected with the error that the table promises. */
export async function expectFault(promise: Promise<unknown>, name: FaultName): Promise<SaliencyError> {
  const { code, says, reason }: Fault = FAULTS[name];
  const thrown: unknown = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(thrown).toBeInstanceOf(SaliencyError);
  const error = thrown as SaliencyError;
  expect(error.message).toMatch(pattern(says));
  expect(error.code).toBe(code);
  if (reason) expect((error.details as { reason?: FetchReason }).reason).toBe(reason);
  return error;
}
