import type { CamMethod } from './cam-method.js';
import { CAM_METHODS } from './cam-methods.js';

/** The methods as a Markdown page, straight from the registry. */
export function methodTable(): string {
  const methods: readonly CamMethod[] = Object.values(CAM_METHODS);
  return [
    '# Methods',
    '',
    'Generated from `src/cam/methods/`; do not edit.',
    '',
    'A is the activations of the target layer, g the gradient of the class score by them, both per channel k and ' +
      'cell (i, j). Every formula gives the map before its ReLU; then it is rectified, upsampled and normalised.',
    '',
    '- *Runs*: of the trunk (image to activations) and the head (activations to scores and gradients), for the ' +
      'first map of a new image; n is the number of noisy samples. Another method on the same image runs nothing ' +
      'that has been run before.',
    '- *Class*: whether the map depends on the class. One that does not is no evidence for a class.',
    '',
    '| Method | Formula | Runs: trunk, head | Class | When to use it |',
    '|---|---|---|---|---|',
    ...methods.map(row),
    '',
  ].join('\n');
}

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
