import { expect, test } from 'vitest';
import { CAM_METHODS } from '../../src/cam/cam-methods.js';
import { methodTable } from '../../src/cam/method-table.js';

test('the table has one line per method, each of five cells', () => {
  const rows = methodTable()
    .split('\n')
    .filter((line) => line.startsWith('| `'));
  expect(rows).toHaveLength(Object.keys(CAM_METHODS).length);
  for (const row of rows) expect(row.split(' | ')).toHaveLength(5);
  expect(rows).toContain(
    '| `hires-cam`: [HiResCAM](https://arxiv.org/abs/2011.08891) | `sum_k g_k A_k, cell by cell` | 1, 1 | yes | ' +
      'To see only what the score used: with an affine head the map sums to the score less its biases. |',
  );
});
