import type { RuleTable } from '../operator-table.js';

export const arithmetic = {
  // y = a + b; the engine sums broadcast axes back
  Add: { since: 7, gradient: ({ dy }) => dy },
  // y = a - b
  Sub: { since: 7, gradient: [({ dy }) => dy, ({ b, dy }) => b.unary('Neg', dy)] },
  // y = a b
  Mul: { since: 7, gradient: (c, i) => c.b.mul(c.dy, c.input(1 - i)) },
  // y = a / b
  Div: {
    since: 7,
    gradient: [
      (c) => c.b.div(c.dy, c.input(1)),
      (c) => c.b.unary('Neg', c.b.div(c.b.mul(c.dy, c.y), c.input(1))),
    ],
  },
} satisfies RuleTable;
