import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { measureAll } from './measure.js';
import { HELP, readOptions, type Options } from './options.js';
import { renderPlots } from './render-plots.js';
import { renderReport } from './report.js';

/** The command; resolves to its exit code. */
export async function evaluate(argv: readonly string[]): Promise<number> {
  const runs = readOptions(argv);
  if (runs.some(({ help }) => help)) {
    console.log(HELP);
    return 0;
  }
  for (const options of runs) await evaluateSet(options);
  return 0;
}

async function evaluateSet(options: Options): Promise<void> {
  const log = (line: string): void => console.error(`${processorSeconds()} s  ${line}`);
  const measured = await measureAll(options, log);
  const { title, page: name } = options.set;
  const page = options.out && join(options.out, `${name}.md`);
  const report = renderReport(measured, { title, plots: name, findings: page ? findingsOf(page) : '' });
  console.log(options.json ? JSON.stringify(measured, replaceMaps, 2) : report);
  if (!options.out || !page) return;
  const plots = join(options.out, name);
  mkdirSync(plots, { recursive: true });
  writeFileSync(page, report);
  for (const [file, svg] of Object.entries(renderPlots(measured))) writeFileSync(join(plots, file), svg);
}

/** What a person concluded from the tables: kept when they are written anew. */
function findingsOf(page: string): string {
  try {
    const text = readFileSync(page, 'utf8');
    return /<!-- findings -->\n([^]*?)<!-- \/findings -->/.exec(text)?.[1] ?? '';
  } catch {
    return '';
  }
}

function processorSeconds(): string {
  const { user, system } = process.cpuUsage();
  return ((user + system) / 1e6).toFixed(0).padStart(4);
}

function replaceMaps(_key: string, value: unknown): unknown {
  return value instanceof Map ? Object.fromEntries(value) : value;
}
