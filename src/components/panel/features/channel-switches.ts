import { isRanked, type ChannelChoice } from '../../../cam/channel-choice.js';

type Run = readonly [first: number, last: number];
type Listed = Exclude<ChannelChoice, { readonly strongest: number }>;

/** Listed channels as runs of neighbours, ascending, without repeats. */
export function channelRuns(choice: Listed): Run[] {
  const runs = choice
    .map((part): Run => (typeof part === 'number' ? [part, part] : part))
    .sort(([a], [b]) => a - b);
  const merged: Run[] = [];
  for (const [first, last] of runs) {
    const before = merged.at(-1);
    if (before && first <= before[1] + 1) merged[merged.length - 1] = [before[0], Math.max(before[1], last)];
    else merged.push([first, last]);
  }
  return merged;
}

/** Whether a choice is of fewer than all of a layer's maps. */
export function leavesMapsOut(choice: ChannelChoice | undefined, count: number): boolean {
  return new ChannelSwitches(choice, [...Array(count).keys()]).size < count;
}

/** The feature maps of a layer as switches, some on and some off, and what each press makes of `channels`. */
export class ChannelSwitches {
  readonly #count: number;
  readonly #on: ReadonlySet<number>;
  readonly #standard: ReadonlySet<number>;

  /**
   * @param ranking every map of the layer, the strongest first: the first k are those that `{ strongest: k }` means
   * @param standard what no choice means; undefined: all maps
   */
  constructor(choice: ChannelChoice | undefined, ranking: readonly number[], standard?: ChannelChoice) {
    this.#count = ranking.length;
    this.#standard = new Set(switchedOn(standard, ranking));
    this.#on = choice === undefined ? this.#standard : new Set(switchedOn(choice, ranking));
  }

  /** How many are on. */
  get size(): number {
    return this.#on.size;
  }

  isOn(channel: number): boolean {
    return this.#on.has(channel);
  }

  /** How many of the maps that are not `listed` are on. */
  othersOn(listed: readonly number[]): number {
    return this.size - listed.filter((channel) => this.#on.has(channel)).length;
  }

  all(): ChannelChoice | undefined {
    return this.#choice(() => true);
  }

  toggle(channel: number): ChannelChoice | undefined {
    return this.#choice((other) => (other === channel) !== this.#on.has(other));
  }

  only(channels: readonly number[]): ChannelChoice | undefined {
    return this.#choice((channel) => channels.includes(channel));
  }

  /** Switches all maps that are not `listed`. */
  setOthers(listed: readonly number[], on: boolean): ChannelChoice | undefined {
    return this.#choice((channel) => (listed.includes(channel) ? this.#on.has(channel) : on));
  }

  /** Undefined for the maps that no choice means. */
  #choice(isOn: (channel: number) => boolean): ChannelChoice | undefined {
    const chosen = Array.from({ length: this.#count }, (_, channel) => channel).filter(isOn);
    const standard = this.#standard;
    if (chosen.length === standard.size && chosen.every((channel) => standard.has(channel))) return undefined;
    return channelRuns(chosen).flatMap(([first, last]): Listed =>
      last - first < 2 ? (first === last ? [first] : [first, last]) : [[first, last]],
    );
  }
}

function switchedOn(choice: ChannelChoice | undefined, ranking: readonly number[]): readonly number[] {
  if (choice === undefined) return ranking;
  if (isRanked(choice)) return ranking.slice(0, choice.strongest);
  return channelRuns(choice).flatMap(([first, last]) =>
    Array.from({ length: Math.min(last, ranking.length - 1) - first + 1 }, (_, i) => first + i),
  );
}
