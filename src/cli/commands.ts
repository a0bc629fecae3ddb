import type { Command } from './command.js';
import { compressCommand } from './commands/compress.js';
import { exportCommand } from './commands/export.js';
import { inspectCommand } from './commands/inspect.js';
import { modelsCommand } from './commands/models.js';

export const COMMANDS: Readonly<Record<string, Command>> = {
  inspect: inspectCommand,
  export: exportCommand,
  compress: compressCommand,
  models: modelsCommand,
};
