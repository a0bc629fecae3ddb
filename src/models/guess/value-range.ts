import type { ImageFront } from './image-front.js';

/** What an input can span before the model's own steps. */
export type ValueRange = 'unit' | 'raw' | 'signed' | 'imagenet';

interface Span {
  readonly centre: number;
  readonly half: number;
}

/** [0, 1], [0, 255], [-1, 1], and ImageNet's colours less their mean, by their deviation; the most common come first. */
const INPUTS: Readonly<Record<ValueRange, Span>> = {
  unit: { centre: 0.5, half: 0.5 },
  raw: { centre: 127.5, half: 127.5 },
  signed: { centre: 0, half: 1 },
  imagenet: { centre: 0.25, half: 2.35 },
};
const UNBOUNDED = ['unit', 'raw', 'signed'] as const;

/** Half of what a first layer is given: from a few tenths, to bytes that were not scaled. */
const LEAST_HALF = 0.2;
const MOST_HALF = 160;
/** A BatchNormalization that changes so little says nothing: its input is normalised already. */
const HARDLY = 0.35;

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** What the input becomes by the model's own steps. */
function through({ centre, half }: Span, { scale, offset }: ImageFront): Span {
  const [factor, shift] = [mean(scale), mean(offset)];
  return { centre: factor * centre + shift, half: Math.abs(factor) * half };
}

/** How far the centre is from 0, in halves: 1 for a range that begins at 0. */
const eccentricity = ({ centre, half }: Span): number => Math.abs(centre) / half;

/**
 * The range of input values for which the model's own steps make sense: what they give must lie around 0 and be neither
 * tiny nor huge, or fill the bounds that they are clipped or quantised to. Undefined: they say nothing.
 */
export function valueRangeOf(front: ImageFront): ValueRange | undefined {
  if (front.isRounded || front.isSelfNormalising) return 'raw';
  if (front.bounds) return boundedRange(front, front.bounds);
  const { steps, scale, offset } = front;
  if (steps.length === 0) return undefined;
  const isFaint = Math.abs(Math.log(Math.abs(mean(scale)))) < HARDLY && Math.abs(mean(offset)) < HARDLY;
  if (isFaint && steps.every((step) => step === 'BatchNormalization')) return undefined;
  const results = UNBOUNDED.map((name) => ({ name, span: through(INPUTS[name], front) }));
  const likely = results.filter(({ span: { half } }) => half >= LEAST_HALF && half <= MOST_HALF);
  const around = likely.find(({ span }) => eccentricity(span) <= 1.05);
  const nearest = [...likely].sort((a, b) => eccentricity(a.span) - eccentricity(b.span))[0];
  const usual = [...results].sort(
    (a, b) => Math.abs(Math.log(a.span.half)) - Math.abs(Math.log(b.span.half)),
  )[0];
  return (around ?? nearest ?? usual).name;
}

function boundedRange(front: ImageFront, [least, most]: readonly [number, number]): ValueRange | undefined {
  const bounds: Span = { centre: (least + most) / 2, half: (most - least) / 2 };
  const misfit = (name: ValueRange): number => {
    const span = through(INPUTS[name], front);
    return Math.abs(Math.log(span.half / bounds.half)) + Math.abs(span.centre - bounds.centre) / bounds.half;
  };
  const names = Object.keys(INPUTS) as ValueRange[];
  const best = names.reduce((a, b) => (misfit(b) < misfit(a) ? b : a));
  return misfit(best) < 1 ? best : undefined;
}

/** ImageNet's mean colour, blue first, in bytes. */
const BLUE_FIRST = [103.9, 116.8, 123.7];
const CLOSE = 4;

/** Whether the model subtracts ImageNet's mean colour from an image whose blue comes first. */
export function isBlueFirst(front: ImageFront, range: ValueRange | undefined): boolean {
  const { scale, offset, isReversed } = front;
  if (scale.length !== 3) return false;
  const unit = range === 'unit' ? 255 : 1;
  // Where the input's value becomes 0; in the order in which the model has the colours then
  const zeros = offset.map((value, i) => (-value / scale[i]) * unit);
  const isNear = (wanted: readonly number[]): boolean =>
    zeros.every((zero, i) => Math.abs(zero - wanted[i]) < CLOSE);
  return isReversed ? isNear([...BLUE_FIRST].reverse()) : isNear(BLUE_FIRST);
}
