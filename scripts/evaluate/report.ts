import { CAM_METHODS } from '../../src/cam/cam-methods.js';
import type { CamMethod } from '../../src/cam/cam-method.js';
import { CURVE_STEPS } from './faithfulness.js';
import type { BoxScores } from './box-tally.js';
import { PAPER_SMOOTHING } from './cases.js';
import type { Localisation } from './localisation.js';
import { labellingSection } from './labelling-section.js';
import type { Measurements } from './measure.js';
import { share, table } from './markdown.js';
import { INPUT_STEP } from './more-maps.js';

export interface PageOptions {
  /** What the pictures are. */
  readonly title: string;
  /** The folder with the page's plots. */
  readonly plots: string;
  /** Kept from the page before. */
  readonly findings: string;
}

export function renderReport(all: Measurements, { title, plots, findings }: PageOptions): string {
  const { scenes, several, timing, faithful, smoothing, measured } = all;
  const interval = 1.96 * Math.sqrt(0.25 / Math.max(1, measured.objects));
  return `# Evaluation on ${title}

Written by \`npm run evaluate\`, which runs the package's own code on ${scenes} ${title}. **Every second one serves to choose
thresholds, rules and defaults; what is reported is measured on the others**: ${measured.scenes} pictures, ${measured.cases} cases (a class that is
present in a picture), ${measured.objects} objects, ${several.objects} of them in ${several.cases} cases with several objects of the class. The model never
saw a box. Shares of all objects are known to about +-${share(interval)} (95 %). Your own pictures:
\`npm run evaluate -- --images DIR --annotations COCO.json --model MODEL.onnx\`.

## What follows from it

<!-- findings -->
${findings}<!-- /findings -->

## Definitions

- **Draft**: a box of \`boxesFromMap\` for a class that is present, with the package's defaults except where a column says
  otherwise. Drafts and objects of the class are paired one to one, largest overlap first.
- **R.3, R.5**: recall, the share of objects with a draft of an IoU of at least 0.3 or 0.5. **P.5**: the share of drafts
  that are paired at 0.5. **F.5**: their harmonic mean, 2 x pairs / (drafts + objects). **Several**: R.5 of the objects of
  which the scene holds more than one of the class.
- **Default**: at the default threshold. **Best**: at the threshold of the sweep with the highest F.5 on the choosing half
  (one for all scenes). **Chosen by**: that F.5.
- **MaxBox**: MaxBoxAccV2 of Choe et al. (arXiv 2001.07437), with our drafts: share of cases in which any draft reaches
  the IoU with any object, at the best threshold of each IoU; mean over 0.3, 0.5, 0.7.
- **Pointing**: the map's maximum lies within 15 pixels of an object's box; mean within classes, then over classes.
- **Energy**: share of the upsampled map's sum inside boxes of the class. **Spread**: share of cells above half of the
  maximum; small is sharp.
- **Deletion, insertion**: area under the score's curve in ${CURVE_STEPS} equal steps as the most salient pixels become grey
  (the training images' mean colour), or become sharp in a blurred image (sigma 5 % of its width). **Drop**: mean of
  max(0, Y - O) / Y, O being the score of the input times the map scaled to [0, 1]; **increase**: share of cases with O > Y
  (Grad-CAM++, arXiv 1710.11063, section 4.1, over scores instead of softmax).
- **Baselines**: uniform noise on the default layer's grid; Sobel edges of the picture averaged to that grid; the box over the
  middle of the image, half as wide and high, and of the size that finds most objects.
- \`ablation-cam\` and \`score-cam\` try their standard numbers of channels at the default layer. Maps at the input (\`gradient\`,
  \`gradient-x-input\`, \`smooth-grad\`) are averaged over ${INPUT_STEP} x ${INPUT_STEP} pixels, else nothing would hang together.
- \`smooth-grad-cam++\` and \`smooth-grad\` have n = ${PAPER_SMOOTHING.samples} and sigma = ${PAPER_SMOOTHING.noise} of the input's range. \`cam\` is left out: on this model it is Grad-CAM times a constant.

## What it costs a person

${labellingSection(all)}

## Finding objects

![Recall by method at the default layer](${plots}/recall.svg)

${localisationTable([...all.methods, ...all.baselines])}

![F.5 over the threshold](${plots}/threshold.svg)

## Rules that make boxes of a map

The best method and layer above, with the best threshold for each rule; the ten best of ${all.rules.length} on the
choosing half, in its order.

${table(
  ['Method @ layer', 'Threshold', 'Valley', 'Edge', 'Least area', 'R.3', 'R.5', 'P.5', 'F.5', 'Several'],
  all.rules
    .slice(0, 10)
    .map(({ row, rule, scores }) => [
      `${row.method} @ ${row.layer}`,
      share(rule.threshold!),
      share(rule.valley!),
      rule.edge!,
      String(rule.minArea),
      ...scoreCells(scores),
    ]),
)}

How a draft's score ranks right drafts above wrong ones (average precision at 0.5 over all drafts, times the class's score):
${all.scorings.map(({ scoring, averagePrecision }) => `${scoring} ${share(averagePrecision)}`).join(', ')}.

## Faithfulness

${faithful.cases} cases.

${table(
  ['Method @ layer', 'Deletion', 'Insertion', 'Drop', 'Increase'],
  faithful.rows.map(({ row, deletion, insertion, averageDrop, increase }) => [
    `${row.method} @ ${row.layer}`,
    ...[deletion, insertion, averageDrop, increase].map(share),
  ]),
)}

## Smoothing: n and sigma

${smoothing.cases} cases, noise averaged out of the derivatives, at the default layer. **Like plain**: correlation with the map without noise
(for Smooth Grad-CAM++ that is Grad-CAM++). **Settled**: with that of the largest n.

![Smoothing](${plots}/smoothing.svg)

${table(
  [
    'Method',
    'Sigma',
    'n',
    'Chosen by',
    'R.5',
    'F.5',
    'Several',
    'Pointing',
    'Energy',
    'Spread',
    'Like plain',
    'Settled',
  ],
  [...plainRows(all), ...smoothRows(all)],
)}

## Time

In units of a plain forward pass (${timing.forward.toFixed(0)} ms here: ONNX Runtime, one thread). A new image costs trunk and head, a new
class the head; smoothing with n samples n + 1 times both; a map is arithmetic.

${table(
  ['Layer', 'Trunk', 'Head', 'Map (slowest method)', 'First explanation', 'Smooth, n = 5'],
  timing.layers.map(({ layer, trunk, head, maps }) => [
    layer,
    share(trunk),
    share(head),
    Math.max(...maps.values()).toFixed(3),
    share(trunk + head),
    share((PAPER_SMOOTHING.samples + 1) * (trunk + head)),
  ]),
)}

At the default layer, first map of a new image and map of another class of it:

${table(['Method', 'New image', 'New class'], methodCosts(all))}
`;
}

/** Forward passes of every method at the default layer, from the times of its parts. */
function methodCosts({ timing, defaultLayer }: Measurements): string[][] {
  const at = timing.layers.find(({ layer }) => layer === defaultLayer);
  if (!at) return [];
  const { atInput, scored } = timing;
  const methods: readonly CamMethod[] = Object.values(CAM_METHODS);
  return methods.map((method) => {
    const { smoothed, perturbs } = method;
    const samples = smoothed ? PAPER_SMOOTHING.samples + 1 : 1;
    const isInput = method.at === 'input';
    const [first, again] = isInput ? [atInput, atInput] : [at.trunk + at.head, at.head];
    const tried = Math.min(perturbs?.strongest ?? 0, at.channels);
    const perturbed = perturbs ? tried * (scored + (perturbs.changes === 'image' ? at.trunk : 0)) : 0;
    const cost = [
      samples * first + perturbed,
      samples * again + (perturbs?.merit === 'contribution' ? perturbed : 0),
    ];
    return [perturbs ? `${method.name}, ${tried} channels` : method.name, ...cost.map(share)];
  });
}

const scoreCells = ({ recall30, recall50, precision50, f50, several50 }: BoxScores): string[] =>
  [recall30, recall50, precision50, f50, several50].map(share);

function localisationTable(all: readonly Localisation[]): string {
  return table(
    [
      'Method',
      'Layer',
      'R.3',
      'R.5',
      'P.5',
      'Chosen by',
      'Best at',
      'R.3',
      'R.5',
      'P.5',
      'F.5',
      'Several',
      'MaxBox',
      'Pointing',
      'Energy',
      'Spread',
    ],
    all.map(({ row, chosenBy, standard, best, maxBoxAccuracy, pointing, energy, spread }) => [
      row.method,
      row.layer,
      ...scoreCells(standard).slice(0, 3),
      share(chosenBy),
      share(best.threshold),
      ...scoreCells(best.scores),
      ...[maxBoxAccuracy, pointing, energy, spread].map(share),
    ]),
  );
}

/** Without noise, for comparison: sigma 0. */
function plainRows({ smoothing }: Measurements): string[][] {
  return smoothing.plain.map(({ row, chosenBy, best, pointing, energy, spread }) => [
    row.method,
    '0',
    '-',
    share(chosenBy),
    share(best.scores.recall50),
    share(best.scores.f50),
    share(best.scores.several50),
    ...[pointing, energy, spread].map(share),
    '1.00',
    '1.00',
  ]);
}

function smoothRows({ smoothing }: Measurements): string[][] {
  return smoothing.results.map(({ method, sigma, samples, localisation, likePlain, converged }) => [
    method,
    String(sigma),
    String(samples),
    share(localisation.chosenBy),
    share(localisation.best.scores.recall50),
    share(localisation.best.scores.f50),
    share(localisation.best.scores.several50),
    ...[localisation.pointing, localisation.energy, localisation.spread, likePlain, converged].map(share),
  ]);
}
