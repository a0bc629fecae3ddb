export { createRandomBits, uniform } from '../../src/cam/seeded-noise.js';
export { featureLikeness } from '../../src/segment/spread/feature-likeness.js';
export { shapesOf, SHAPE_KINDS } from '../../src/segment/shape/shapes-of.js';
export { spreadMap } from '../../src/segment/spread/spread-map.js';
export { standardiseFeatures } from '../../src/segment/spread/standardise-features.js';
