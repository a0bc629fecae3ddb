import { parseArgs } from 'node:util';
import { SaliencyError } from '../errors.js';
import { EXIT, type Arguments, type Command, type Io } from './command.js';
import { COMMANDS } from './commands.js';

/** Runs the command line `argv` (without node and script) and resolves to the exit code. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  const [name, ...rest] = argv;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    io.out(overview());
    return name === undefined ? EXIT.usage : EXIT.ok;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) {
    io.err(`saliency: there is no command '${name}'.\n\n${overview()}`);
    return EXIT.usage;
  }
  return runCommand(command, rest, io);
}

async function runCommand(command: Command, argv: readonly string[], io: Io): Promise<number> {
  const json = argv.includes('--json');
  try {
    const args = readArguments(command, argv);
    if (args.flag('help')) io.out(helpOf(command));
    else await command.run(args, io);
    return EXIT.ok;
  } catch (thrown) {
    const error = toError(thrown);
    if (json) io.out(JSON.stringify({ error }, null, 2));
    io.err(`saliency: ${error.message}`);
    if (error.code !== 'bad-option') return EXIT.model;
    io.err(`usage: saliency ${command.usage}`);
    return EXIT.usage;
  }
}

function readArguments(command: Command, argv: readonly string[]): Arguments {
  const options = { ...command.options, help: { type: 'boolean', short: 'h' } } as const;
  const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true });
  const read = values as Readonly<Record<string, string | boolean | readonly string[] | undefined>>;
  if (read.help !== true) checkCount(positionals.length, command.positionals);
  return {
    positionals,
    flag: (name) => read[name] === true,
    text: (name) => (typeof read[name] === 'string' ? read[name] : undefined),
    list: (name) => (Array.isArray(read[name]) ? (read[name] as readonly string[]) : []),
  };
}

function checkCount(found: number, wanted: Command['positionals']): void {
  const [least, most] = typeof wanted === 'number' ? [wanted, wanted] : wanted;
  if (found >= least && found <= most) return;
  const expected = least === most ? `${least}` : `${least} to ${most}`;
  throw new SaliencyError(
    'bad-option',
    `${expected} argument${most === 1 ? '' : 's'} expected, not ${found}.`,
  );
}

/** Errors of the file system are about the model, those of `parseArgs` about the command line. */
function toError(thrown: unknown): SaliencyError {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
  if (code.startsWith('ERR_PARSE_ARGS')) return SaliencyError.from(thrown, 'bad-option');
  if (/^E[A-Z]+$/.test(code)) return SaliencyError.from(thrown, 'model-fetch');
  return SaliencyError.from(thrown);
}

function overview(): string {
  const lines = Object.values(COMMANDS).map(({ usage, summary }) => `  saliency ${usage}\n      ${summary}`);
  return ['usage:', ...lines, '', 'saliency COMMAND --help lists the options.'].join('\n');
}

function helpOf({ usage, summary, help }: Command): string {
  return [`usage: saliency ${usage}`, '', summary, '', ...help.map((line) => `  ${line}`)].join('\n');
}
