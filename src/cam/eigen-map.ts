import { checkShape, finiteTensors } from './finite-tensors.js';
import type { CamMap, LayerTensors } from './layer-tensors.js';
import { principalComponent } from './principal-projection.js';
import { resolveSelection, type Selection } from './selection.js';
import { toMap, type NeuronTerm } from './weighted-sum.js';

/**
 * First principal component over the cells of the channels' maps term(g_k, A_k). `channels` chooses the maps
 * that take part, `region` crops the result, and with `weightsFrom: 'region'` cells outside it count as zero
 * in the decomposition too. A component is not a sum of terms: parts do not add up.
 */
export function eigenMap(
  term: NeuronTerm,
  needsGradients: boolean,
): (tensors: LayerTensors, selection?: Selection) => CamMap {
  return (raw, selection = {}) => {
    checkShape(raw, needsGradients);
    const { channels: chosen, region } = resolveSelection(selection, raw);
    const { activations, gradients, height, width } = finiteTensors(raw);
    const channels = [...chosen];
    const cells = height * width;
    const silent = selection.weightsFrom === 'region' ? region : undefined;
    const values = new Float64Array(channels.length * cells);
    channels.forEach((channel, row) => {
      for (let cell = 0; cell < cells; cell++) {
        if (silent && silent[cell] === 0) continue;
        const i = channel * cells + cell;
        values[row * cells + cell] = term(needsGradients ? gradients[i] : 0, activations[i]);
      }
    });
    return toMap(
      principalComponent({ rows: channels.length, columns: cells, values }),
      region,
      height,
      width,
    );
  };
}
