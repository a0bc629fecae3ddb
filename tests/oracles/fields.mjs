import { withSource } from '../../scripts/load-source.mjs';

/**
 * `node tests/oracles/fields.mjs FILE.onnx...` compares where each file's layers lie in the image, by the graph, with where
 * the gradient of a cell's activations by the image has its centre. Random weights will do; see fields.py for files.
 */
await withSource(async (load) => {
  const { fieldTable } = await load('/tests/oracles/field-table.ts');
  for await (const line of fieldTable(process.argv.slice(2))) console.log(line);
});
