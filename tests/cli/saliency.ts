import { run } from '../../src/cli/run.js';

export interface Outcome {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command as the shell would, and takes down what it says. */
export async function saliency(...argv: string[]): Promise<Outcome> {
  const out: string[] = [];
  const err: string[] = [];
  const exit = await run(argv, { out: (line) => out.push(line), err: (line) => err.push(line) });
  return { exit, out: out.join('\n'), err: err.join('\n') };
}
