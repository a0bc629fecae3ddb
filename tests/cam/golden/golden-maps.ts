import { METHOD_REFERENCES } from '../reference/method-references.js';
import { referenceNetwork, tensorOf } from '../reference/vgg-reference.js';
import { CARD, oneHot, planesOf, sceneInput, workbenchFile } from '../workbench.js';

/** Maps before their ReLU, row by row, by `method @ layer`. */
export type GoldenMaps = Readonly<Record<string, readonly number[]>>;

/** Of a gear in the first held-out scene, all in float64: the network, its derivatives and the methods. */
export async function goldenMaps(): Promise<GoldenMaps> {
  const network = await referenceNetwork(workbenchFile());
  const found = network.attribute(planesOf(sceneInput('000000')), oneHot(CARD.labels.indexOf('gear')));
  const maps: Record<string, readonly number[]> = {};
  for (const layer of ['relu5_1', 'pool5']) {
    const { A, g } = found.get(layer)!;
    // Eigenvectors by rotations take their time: of the few cells of pool5 only.
    const methods = Object.entries(METHOD_REFERENCES).filter(
      ([name]) => layer === 'pool5' || !name.startsWith('eigen'),
    );
    for (const [name, method] of methods)
      maps[`${name} @ ${layer}`] = method(tensorOf(A), tensorOf(g))
        .flat()
        .map((value) => Number(value.toPrecision(9)));
  }
  return maps;
}
