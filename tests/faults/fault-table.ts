import { ERROR_CODES } from '../../src/errors.js';
import { FAULTS, type Fault } from './faults.js';

const cell = (text: string): string => text.replaceAll('|', '\\|');

/** docs/errors.md. */
export function faultTable(): string {
  const faults: readonly Fault[] = Object.values(FAULTS);
  const rows = ERROR_CODES.flatMap((code) => faults.filter((fault) => fault.code === code));
  const lines = rows.map(
    ({ when, code, reason, says }) =>
      `| ${cell(when)} | \`${code}\` | ${reason ? `\`${reason}\`` : ''} | ${cell(says)} |`,
  );
  return [
    '# Errors',
    '',
    'An error is a `SaliencyError`: the rejection of the promise and the event `saliency-error`. `code` is for programs and',
    'never changes its meaning; `details.reason` says more about files that could not be had; the message is for people. A',
    '`…` stands for names, addresses and numbers. Every row is provoked by a test (`tests/faults/faults.ts`). A bad download',
    'is never kept; one that broke off is, and the next attempt resumes it.',
    '',
    `Codes: ${ERROR_CODES.map((code) => `\`${code}\``).join(', ')}.`,
    '',
    '| when | code | `details.reason` | message |',
    '| --- | --- | --- | --- |',
    ...lines,
    '',
  ].join('\n');
}
