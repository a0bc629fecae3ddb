import { intersectionOverUnion, type Rectangle } from '../../src/geometry/rectangle.js';
import { boxesOf, labelsThere, type LabelledImage } from './labelled-image.js';
import { matchBoxes } from './matching.js';

/**
 * Seconds of one act of a person, by the keystroke-level model (Card, Moran & Newell 1980): pointing and pressing; pointing,
 * pressing, dragging and letting go; a key; a glance at a draft that needs nothing.
 */
export const SECONDS = { click: 1.3, drag: 2.6, key: 0.28, look: 0.6 } as const;

export type Acts = Readonly<Record<keyof typeof SECONDS, number>>;

const NOTHING: Acts = { click: 0, drag: 0, key: 0, look: 0 };

/** A draft below this is somewhere else: it is taken away, and the object drawn. */
const SAME_PLACE = 0.25;

/** A way of working: the acts that one image costs until every box has at least the IoU `fit`. */
export interface Policy {
  readonly name: string;
  readonly acts: (image: LabelledImage, fit: number) => Acts;
}

export interface LabellingCost {
  readonly actsPerObject: number;
  readonly secondsPerImage: number;
}

/** Every policy ends an image with one click or key that turns to the next. */
export const POLICIES: readonly Policy[] = [
  { name: 'by hand, labels by keys', acts: (image) => byHand(image, (label, last) => keyFor(label, last)) },
  { name: 'by hand, labels from a list', acts: (image) => byHand(image, () => ({ ...NOTHING, click: 2 })) },
  { name: 'drafts, one class at a time', acts: oneClassAtATime },
  { name: 'drafts of all believed classes', acts: (image, fit) => allClasses(image, fit, selectAndDrag) },
  { name: 'the same, drawn over', acts: (image, fit) => allClasses(image, fit, () => DRAG) },
];

const DRAG: Acts = { ...NOTHING, drag: 1 };
/** Selecting a draft and removing it. */
const TAKE_AWAY: Acts = { ...NOTHING, look: 1, click: 1, key: 1 };

export function labellingCost(images: readonly LabelledImage[], policy: Policy, fit: number): LabellingCost {
  const all = sum(images.map((image) => policy.acts(image, fit)));
  const objects = images.reduce((count, image) => count + image.objects.length, 0);
  const seconds = (Object.keys(SECONDS) as (keyof Acts)[]).reduce(
    (total, act) => total + SECONDS[act] * all[act],
    0,
  );
  return {
    actsPerObject: (all.click + all.drag + all.key) / Math.max(1, objects),
    secondsPerImage: seconds / Math.max(1, images.length),
  };
}

function keyFor(label: string, last: string): Acts {
  return label === last ? NOTHING : { ...NOTHING, key: 1 };
}

function byHand(image: LabelledImage, choose: (label: string, last: string) => Acts): Acts {
  const labels = image.objects.map(({ label }) => label).sort();
  return sum([
    { ...NOTHING, click: 1 },
    ...labels.flatMap((label, i) => [DRAG, choose(label, labels[i - 1] ?? '')]),
  ]);
}

/** Version 0.1: the heatmap's class alone has drafts; each other one is chosen, corrected, and all accepted. */
function oneClassAtATime(image: LabelledImage, fit: number): Acts {
  return sum([
    { ...NOTHING, click: 1 },
    ...labelsThere(image).flatMap((label) => {
      const drafts = image.drafts.get(label) ?? [];
      const choice = label === image.top ? 0 : image.listed.includes(label) ? 1 : 2;
      const acceptance = drafts.length > 0 ? 1 : 0;
      return [
        { ...NOTHING, click: choice + acceptance },
        corrected(drafts, boxesOf(image, label), fit, selectAndDrag),
      ];
    }),
  ]);
}

/** All believed classes have their drafts at once; one key accepts what is right and turns to the next image. */
function allClasses(image: LabelledImage, fit: number, mend: Mending): Acts {
  const believed = new Set(image.believed);
  const missed = labelsThere(image).filter((label) => !believed.has(label));
  return sum([
    { ...NOTHING, key: 1 },
    ...image.believed.map((label) =>
      corrected(image.drafts.get(label) ?? [], boxesOf(image, label), fit, mend),
    ),
    ...missed.flatMap((label) => [
      { ...NOTHING, key: 1 },
      { ...NOTHING, drag: boxesOf(image, label).length },
    ]),
  ]);
}

type Mending = (draft: Rectangle, object: Rectangle, fit: number) => Acts;

/** A corner at a time: one drag, and a second one where no corner that is put right is enough. */
function selectAndDrag(draft: Rectangle, object: Rectangle, fit: number): Acts {
  const isEnough = withOneCorner(draft, object).some((box) => intersectionOverUnion(box, object) >= fit);
  return { ...NOTHING, click: 1, drag: isEnough ? 1 : 2 };
}

/** The draft with each of its corners put where the object's is. */
function withOneCorner(draft: Rectangle, object: Rectangle): Rectangle[] {
  const right = ({ x, width }: Rectangle): number => x + width;
  const bottom = ({ y, height }: Rectangle): number => y + height;
  const columns = [
    [object.x, right(draft)],
    [draft.x, right(object)],
  ];
  const rows = [
    [object.y, bottom(draft)],
    [draft.y, bottom(object)],
  ];
  return columns
    .flatMap(([x, end]) => rows.map(([y, foot]) => ({ x, y, width: end - x, height: foot - y })))
    .filter(({ width, height }) => width > 0 && height > 0);
}

function corrected(
  drafts: readonly Rectangle[],
  objects: readonly Rectangle[],
  fit: number,
  mend: Mending,
): Acts {
  const pairs = matchBoxes(drafts, objects, SAME_PLACE);
  const kept = pairs.map(([i, j]): Acts => {
    const fits = intersectionOverUnion(drafts[i], objects[j]) >= fit;
    return sum([{ ...NOTHING, look: 1 }, fits ? NOTHING : mend(drafts[i], objects[j], fit)]);
  });
  const wrong = Array.from({ length: drafts.length - pairs.length }, () => TAKE_AWAY);
  const missing = Array.from({ length: objects.length - pairs.length }, () => DRAG);
  return sum([...kept, ...wrong, ...missing]);
}

function sum(all: readonly Acts[]): Acts {
  return all.reduce(
    (a, b) => ({
      click: a.click + b.click,
      drag: a.drag + b.drag,
      key: a.key + b.key,
      look: a.look + b.look,
    }),
    NOTHING,
  );
}
