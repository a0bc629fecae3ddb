import { LOWEST_OPSET } from '../../onnx/prepare/prepare-model.js';
import { RUNTIME_OPERATORS } from '../../onnx/prepare/runtime-operators.js';
import type { OperatorEntry } from '../rules/operator-table.js';
import { REGISTRY } from '../rules/registry.js';
import { SURVEYED_OPERATORS } from './surveyed-operators.js';

/** The operators of the gradient export as a Markdown page, straight from the rules. */
export function supportTable(): string {
  const rows = [...REGISTRY]
    .flatMap(([opType, entries]) => entries.map((entry) => [opType, entry] as const))
    .sort(([a], [b]) => a.localeCompare(b, 'en'))
    .map(
      ([opType, entry]) =>
        `| ${[opType, opsetsOf(entry), stateOf(entry), entry.remarks ?? ''].join(' | ')} |`,
    );
  return [
    '# Operators of the gradient export',
    '',
    'Generated from `src/gradient/rules/`; do not edit. A model may use any operator before the target layer: ' +
      'this table matters between the layer and the class scores.',
    '',
    '- *rule*: differentiated.',
    '- *rewritten*: first expressed by operators that have a rule, because WebGPU lacks a kernel or for brevity.',
    '- *no gradient*: its output is piecewise constant or no number; nothing passes through it.',
    '- An operator that is not in the table is refused, with its name, opset and node.',
    '',
    '| Operator | Opset | State | Remarks |',
    '|---|---|---|---|',
    ...rows,
    '',
    '## Operators of ONNX Runtime',
    '',
    'A file that ONNX Runtime has optimised (level "extended") contains operators of its own domain, `com.microsoft`. ' +
      `These are read as the operators that they were fused from: ${RUNTIME_OPERATORS.map((name) => `\`${name}\``).join(', ')}. ` +
      'Level "all" lays weights out for one processor (`com.microsoft.nchwc`); such a file is refused.',
    '',
    '## Without a rule',
    '',
    `Of the ${SURVEYED_OPERATORS.length} operators that a survey of 1,945 computer-vision models of the ONNX model zoo names, ` +
      `only these have none: ${withoutEntry().join(', ')}. An \`If\` whose condition is constant, or folds to a ` +
      'constant once the input size is known, is replaced by its branch; any other is refused.',
    '',
  ].join('\n');
}

function withoutEntry(): string[] {
  return SURVEYED_OPERATORS.filter((name) => !REGISTRY.has(name)).map((name) => `\`${name}\``);
}

function opsetsOf({ since, until }: OperatorEntry): string {
  const first = Math.max(since ?? LOWEST_OPSET, LOWEST_OPSET);
  return until === undefined ? `${first}+` : `${first} to ${until}`;
}

function stateOf({ gradient, rewrite, constant }: OperatorEntry): string {
  if (constant) return 'no gradient';
  if (gradient && rewrite) return 'rule, in part rewritten';
  return gradient ? 'rule' : 'rewritten';
}
