import process from 'node:process';
import { run } from './run.js';

/**
 * Whoever reads the output may stop before its end (`| head`): that is no error, and what the command does to files is
 * finished all the same. Node.js would throw the error of the stream.
 */
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

process.exitCode = await run(process.argv.slice(2), {
  out: (line) => process.stdout.write(`${line}\n`),
  err: (line) => process.stderr.write(`${line}\n`),
});
