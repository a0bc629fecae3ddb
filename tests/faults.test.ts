import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ERROR_CODES } from '../src/errors.js';
import { FAULTS } from './faults/faults.js';

const folder = new URL('.', import.meta.url).pathname;
const tests = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.test.ts') && path !== 'faults.test.ts')
  .map((path) => readFileSync(join(folder, path), 'utf8'))
  .join('\n');

test.each(Object.keys(FAULTS))('the fault "%s" is provoked by a test', (name) => {
  expect(tests).toMatch(new RegExp(`'${name}'`));
});

test.each(ERROR_CODES)('the code %s is provoked by a test', (code) => {
  const inTable = Object.values(FAULTS).some((fault) => fault.code === code);
  // Of what can be provoked: 'internal' is for what nobody foresaw.
  expect(inTable || code === 'internal' || tests.includes(`'${code}'`)).toBe(true);
});
