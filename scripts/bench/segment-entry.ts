export { createRandomBits, uniform } from '../../src/cam/seeded-noise.js';
export { featureLikeness } from '../../src/segment/feature-likeness.js';
export { shapesOf, SHAPE_KINDS } from '../../src/segment/shapes-of.js';
export { spreadMap } from '../../src/segment/spread-map.js';
export { standardiseFeatures } from '../../src/segment/standardise-features.js';
