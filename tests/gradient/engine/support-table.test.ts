import { expect, test } from 'vitest';
import { REGISTRY } from '../../../src/gradient/rules/registry.js';
import { supportTable } from '../../../src/gradient/engine/support-table.js';

test('the table has one line per operator and range of opsets', () => {
  const lines = supportTable().split('\n');
  const rows = lines.filter((line) => /^\| [A-Z]/.test(line) && !line.startsWith('| Operator'));
  expect(rows).toHaveLength([...REGISTRY.values()].flat().length);
  expect(rows).toContain('| Softmax | 7 to 12 | rule | over the flattened axes from `axis` |');
  expect(rows).toContain('| ArgMax | 7+ | no gradient |  |');
  expect(rows).toContain('| Gelu | 7+ | rule, in part rewritten |  |');
  expect(rows).toContain('| LRN | 7+ | rewritten |  |');
});
