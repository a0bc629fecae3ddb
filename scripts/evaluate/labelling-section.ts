import { draftFit, FITS } from './draft-fit.js';
import { labellingCost, POLICIES, SECONDS } from './labelling-cost.js';
import { share, table } from './markdown.js';
import type { Measurements } from './measure.js';

/** IoUs at which a box may be called right. */
const DEMANDS = [0.5, 0.7, FITS] as const;

/** What the drafts of the package's defaults save, or cost. */
export function labellingSection({ images }: Measurements): string {
  const { click, drag, key, look } = SECONDS;
  return `The share of true boxes in the measuring half whose draft, made with the package's defaults, needs no correction (IoU of at
least 0.8), a small one (0.5 to 0.8), or is of no use. **False**: drafts per image that match no object at 0.5.

${table(
  ['Classes drafted', 'Fits', 'Nearly', 'None', 'False'],
  [true, false].map((given) => {
    const { fits, nearly, none, falseDrafts } = draftFit(images, given);
    return [
      given ? 'those that are there' : 'those that the model believes in',
      ...[fits, nearly, none, falseDrafts].map(share),
    ];
  }),
)}

The same images labelled by a simulated person until every box has the IoU that is asked for: actions (clicks, drags, keys) an
object, and seconds an image, by the keystroke-level model (click ${click} s, drag ${drag} s, key ${key} s, a look at a draft ${look} s). Version 0.1
works as in the third row; a draft that is drawn over, instead of being selected and dragged by its corners, is the last.

${table(
  ['Way of working', ...DEMANDS.flatMap((fit) => [`Actions, ${fit}`, `Seconds, ${fit}`])],
  POLICIES.map((policy) => [
    policy.name,
    ...DEMANDS.flatMap((fit) => {
      const { actsPerObject, secondsPerImage } = labellingCost(images, policy, fit);
      return [share(actsPerObject), secondsPerImage.toFixed(1)];
    }),
  ]),
)}`;
}
