import type { ParseArgsConfig } from 'node:util';

/** Where a command writes: results to `out`, progress and errors to `err`; whole lines. */
export interface Io {
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
}

export type OptionTable = NonNullable<ParseArgsConfig['options']>;

/** Options as `parseArgs` of `node:util` reads them. */
export interface Arguments {
  readonly positionals: readonly string[];
  flag(name: string): boolean;
  text(name: string): string | undefined;
  list(name: string): readonly string[];
}

/** One word behind `saliency`. Adding a command is a file in `commands/` and a line in `commands.ts`. */
export interface Command {
  /** What follows `saliency` on the command line. */
  readonly usage: string;
  readonly summary: string;
  /** One line per option. */
  readonly help: readonly string[];
  readonly options: OptionTable;
  /** How many positional arguments there must be, or at least and at most. */
  readonly positionals: number | readonly [least: number, most: number];
  run(args: Arguments, io: Io): Promise<void>;
}

/** Exit codes of the command. */
export const EXIT = { ok: 0, model: 1, usage: 2 } as const;
