import { openModelFile, Network, stageEnds } from './network.js';
import { openPixelReader } from './pixel-reader.js';
import { readScenes } from './scenes.js';
import { casesOf, loadScene, methodRows, BASELINE_MAPS } from './cases.js';
import { localise, bestCentre } from './localisation.js';
import { readFileSync } from 'node:fs';

export async function evaluate(argv: readonly string[]) {
  const card = JSON.parse(readFileSync('models/catalog.json', 'utf8')).models[0];
  const file = await openModelFile('models/workbench.onnx', card);
  const layers = stageEnds(file);
  console.log(layers, file.defaultLayer);
  console.time('all');
  const network = await Network.open(file, layers);
  const reader = await openPixelReader();
  const cases = [];
  for (const scene of readScenes('models/evaluation/scenes.json', 'models/evaluation', Number(argv[0] ?? 12)))
    cases.push(...(await casesOf(await loadScene(scene, reader, network), network, layers)));
  await reader.close();
  console.timeLog('all');
  for (const row of [...methodRows(layers), ...BASELINE_MAPS]) {
    const l = localise(cases, row);
    console.log(
      row.method,
      row.layer,
      l.standard.recall50,
      l.best.threshold,
      l.best.scores,
      l.pointing,
      l.energy,
    );
  }
  console.log(bestCentre(cases));
  console.timeEnd('all');
  return 0;
}
