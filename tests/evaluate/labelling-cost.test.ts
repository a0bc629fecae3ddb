import { expect, test } from 'vitest';
import { draftFit } from '../../scripts/evaluate/draft-fit.js';
import type { LabelledImage } from '../../scripts/evaluate/labelled-image.js';
import { labellingCost, POLICIES, SECONDS } from '../../scripts/evaluate/labelling-cost.js';

const box = (x: number, width = 10) => ({ x, y: 0, width, height: 10 });

const policy = (name: string) => POLICIES.find((one) => one.name === name)!;

/** Two nuts, one drafted exactly and one at an IoU of 0.6; a bolt that nobody believes in; a gear that is not there. */
const IMAGE: LabelledImage = {
  objects: [
    { label: 'nut', box: box(0) },
    { label: 'bolt', box: box(100) },
    { label: 'nut', box: box(50) },
  ],
  top: 'nut',
  listed: ['nut', 'gear'],
  believed: ['nut', 'gear'],
  drafts: new Map([
    ['nut', [box(0), box(50, 6)]],
    ['bolt', []],
    ['gear', [box(200)]],
  ]),
};

test('by hand: a drag for each object, a key for each change of the label, a click to the next image', () => {
  const { actsPerObject, secondsPerImage } = labellingCost([IMAGE], policy('by hand, labels by keys'), 0.8);
  expect(actsPerObject).toBeCloseTo((3 + 2 + 1) / 3);
  expect(secondsPerImage).toBeCloseTo(3 * SECONDS.drag + 2 * SECONDS.key + SECONDS.click);
});

test('one class at a time: choosing, correcting by a corner, accepting', () => {
  const { secondsPerImage } = labellingCost([IMAGE], policy('drafts, one class at a time'), 0.8);
  // Nuts: two looks, a selection, a corner, an acceptance. The bolt is found in the list, and drawn. The next image.
  const clicks = 1 + 1 + 2 + 1;
  expect(secondsPerImage).toBeCloseTo(2 * SECONDS.look + clicks * SECONDS.click + 2 * SECONDS.drag);
});

test('all classes at once: what is wrongly believed is taken away, what is not believed is drawn', () => {
  const { secondsPerImage } = labellingCost([IMAGE], policy('the same, drawn over'), 0.8);
  const takenAway = SECONDS.look + SECONDS.click + SECONDS.key;
  const bolt = SECONDS.key + SECONDS.drag;
  const nuts = 2 * SECONDS.look + SECONDS.drag;
  expect(secondsPerImage).toBeCloseTo(SECONDS.key + nuts + takenAway + bolt);
});

test('a demand that all drafts meet needs no correction', () => {
  const strict = labellingCost([IMAGE], policy('drafts of all believed classes'), 0.8);
  const lenient = labellingCost([IMAGE], policy('drafts of all believed classes'), 0.5);
  expect(strict.secondsPerImage - lenient.secondsPerImage).toBeCloseTo(SECONDS.click + SECONDS.drag);
});

test('shares of boxes that fit, nearly fit, and have nothing; false drafts of classes that are not there', () => {
  expect(draftFit([IMAGE], true)).toEqual({ fits: 1 / 3, nearly: 1 / 3, none: 1 / 3, falseDrafts: 0 });
  expect(draftFit([IMAGE], false).falseDrafts).toBe(1);
});

test('no images cost nothing', () => {
  for (const one of POLICIES)
    expect(labellingCost([], one, 0.8)).toEqual({ actsPerObject: 0, secondsPerImage: 0 });
});
