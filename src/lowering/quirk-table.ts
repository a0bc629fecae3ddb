import { QUIRKS, type Quirk } from './quirks.js';

/** The quirks of runtimes as a Markdown page. */
export function quirkTable(): string {
  return [
    '# Quirks of runtimes',
    '',
    'Generated from `src/lowering/quirks.ts`; do not edit. What ONNX Runtime cannot run or runs wrongly, as far as it was met, ' +
      'and what is done about it. A test that holds a quirk fails once the runtime has mended it: the remedy can go then.',
    '',
    '| Quirk | Runtime | Symptom | Remedy | Where |',
    '|---|---|---|---|---|',
    ...Object.entries(QUIRKS).map(([name, quirk]) => rowOf(name, quirk)),
    '',
  ].join('\n');
}

function rowOf(name: string, { runtime, versions, issue, symptom, remedy, where, heldBy }: Quirk): string {
  const report = issue === undefined ? '' : ` [#${issue.slice(issue.lastIndexOf('/') + 1)}](${issue})`;
  const files = where.map((path) => linkTo('src', path));
  const held = heldBy === undefined ? [] : [`held by ${linkTo('tests', heldBy)}`];
  const cells = [
    `\`${name}\``,
    `${runtime} (${versions})${report}`,
    symptom,
    remedy,
    [...files, ...held].join(', '),
  ];
  return `| ${cells.join(' | ')} |`;
}

function linkTo(root: string, path: string): string {
  return `[${path.slice(path.lastIndexOf('/') + 1)}](../${root}/${path})`;
}
