import { DataType } from '../graph/model.js';
import { forAll, sameAsInput, type ShapeRule, type ShapeTable } from './shape-rule.js';

const SAME = [
  ...['InstanceNormalization', 'GroupNormalization', 'LRN', 'LpNormalization', 'MeanVarianceNormalization'],
  ...['Softmax', 'LogSoftmax', 'Hardmax'],
];

/** Mean and inverse deviation keep the axes before `axis`; the others have size 1. */
const layerNormalization: ShapeRule = (op) => {
  const { shape } = op.input(0);
  const axis = op.axis(op.int('axis', -1), shape.length);
  const statistics = {
    dataType: op.int('stash_type', DataType.FLOAT),
    shape: shape.map((size, i) => (i < axis ? size : 1)),
  };
  return [op.input(0), statistics, statistics];
};

export const normalizationShapes: ShapeTable = {
  ...forAll(SAME, sameAsInput),
  LayerNormalization: layerNormalization,
  RMSNormalization: sameAsInput,
  BatchNormalization: (op) => [op.input(0), ...op.types.slice(1, 5)],
};
