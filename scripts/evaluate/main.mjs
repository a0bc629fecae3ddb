import { withSource } from '../load-source.mjs';

process.exitCode = await withSource(async (load) => {
  const { evaluate } = await load('../scripts/evaluate/evaluate.ts');
  return evaluate(process.argv.slice(2));
});
