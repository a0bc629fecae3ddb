import { withSource } from '../../load-source.mjs';

process.exitCode = await withSource(async (load) => {
  const { evaluateShapes } = await load('/scripts/evaluate/shapes/evaluate-shapes.ts');
  return evaluateShapes(process.argv.slice(2));
});
