import type { CamMethod } from './cam-method.js';
import { CAM_METHODS } from './cam-methods.js';
import { channelMerit } from './method-channels.js';

/** The methods as a Markdown page, straight from the registry. */
export function methodTable(): string {
  const methods: readonly CamMethod[] = Object.values(CAM_METHODS);
  return [
    '# Methods',
    '',
    'Generated from `src/cam/methods/`; do not edit.',
    '',
    'A is the activations of the target layer, g the gradient of the class score by them, both per channel k and ' +
      'cell (i, j); S is a logit. Every formula gives the map before its ReLU; then it is rectified, upsampled and normalised.',
    '',
    '- *Runs*: of the trunk (image to activations) and the head (activations to scores and gradients), for the ' +
      'first map of a new image; n is the number of noisy samples. Another method on the same image runs nothing ' +
      'that has been run before.',
    '- *Class*: whether the map depends on the class. One that does not is not evidence for any class.',
    '',
    '| Method | Formula | Runs: trunk, head | Class | When to use it |',
    '|---|---|---|---|---|',
    ...methods.map(row),
    '',
    ...RULES,
  ].join('\n');
}

const RANKED_BY_VARIANCE = Object.values<CamMethod>(CAM_METHODS)
  .filter((method) => channelMerit(method) === 'variance')
  .map(({ title }) => title)
  .join(' and ');

/** What holds for all methods alike. */
const RULES: readonly string[] = [
  '## Left out',
  '',
  'Guided Grad-CAM, and guided backpropagation with it: their pictures stay the same when the upper layers of the network ' +
    'are filled with random numbers ([Adebayo et al.](https://arxiv.org/abs/1810.03292)), so they show the edges of ' +
    'the image rather than what the class rests on. `tests/cam/randomisation.test.ts` puts the methods above to that ' +
    'test: with the weights behind `relu5_1` of the embedded model shuffled, the map of every class-specific one has ' +
    "a Spearman correlation below 0.5 with the original's, and Eigen-CAM stays the same to the bit, as a map without " +
    'a class must. **Grad-CAM++, Smooth Grad-CAM++ (both 0.96) and Score-CAM (0.57) fail it**: their weights are never ' +
    'negative, so at that layer the map stays close to the plain sum of the activations. LayerCAM passes with 0.42.',
  '',
  '## Smoothing',
  '',
  'Any method is smoothed when `samples` is given: `noise` is sigma as a fraction of the span of the input values, ' +
    'always; `seed` makes it repeatable; every sample gives a better map, and it can be stopped between two runs.',
  '',
  "- `average: 'derivatives'`: the gradient is replaced by its mean over the noisy inputs, the activations stay those of " +
    'the image. The default of methods that weight every cell by itself, and the meaning of the smoothed methods.',
  "- `average: 'maps'`: the mean of the method's maps over the noisy inputs, before the ReLU. The default of all others, " +
    'and the only way for those without gradients.',
  '',
  'Without noise both give the method itself, to the bit. What sigma and n do to a map: [the evaluation](evaluation.md).',
  '',
  '## Which part contributes',
  '',
  'A map is a sum of terms, one for each neuron (k, i, j). `channels` keeps the terms of some feature maps, `region` those ' +
    'of some cells; no sum inside a weight is changed. So the maps of parts that make up the layer add up to the whole, ' +
    'before the ReLU and not after it.',
  '',
  `- \`channels\`: indices, ranges \`[first, last]\`, or \`{ strongest: k }\`: by |sum of g A| for the class; for ${RANKED_BY_VARIANCE} by ` +
    'the variance of A. A k above the number of feature maps means all of them.',
  '- `region`: a rectangle in pixels of the image (cells that it covers by half or more, both ways), or cells `[row, ' +
    "column]` of the layer's grid.",
  '',
  'No sums, so their parts do not add up: the `eigen-` methods; over channels `gradient` and `smooth-grad`, which take a ' +
    'maximum. Score-CAM weighs the channels that it tries against each other: fewer of them give the same map up to a factor.',
  '',
  '## Several layers, several classes',
  '',
  '`layers` are explained one by one and fused on the finest grid, each map divided by its maximum: by `fusion: ' +
    "'mean'` (all count alike), `'max'` (one is enough) or `'product'` (all must agree). A layer whose map is empty does not count.",
  '',
  '`classes` gives the maps of further classes by the same call: a run of the head for each.',
  '',
  '`versus` explains why this class and not that: the score is the logit of the one minus that of the other, so evidence ' +
    'for both cancels, as `score_weights` with a negative part in an exported graph.',
  '',
];

function row({ name, title, paper, formula, runs, classSpecific, advice }: CamMethod): string {
  const cells = [
    `\`${name}\`: [${title}](${paper})`,
    `\`${formula}\``,
    `${runs.trunk}, ${runs.head}`,
    classSpecific ? 'yes' : 'no',
    advice,
  ];
  return `| ${cells.join(' | ')} |`;
}
