import type { ChannelChoice } from '../../cam/channel-choice.js';

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

/** The feature maps of a layer as switches, some on and some off, and what each press makes of `channels`. */
export class ChannelSwitches {
  readonly #count: number;
  readonly #on: ReadonlySet<number>;

  /**
   * @param count how many maps the layer has
   * @param ranked the strongest maps, best first: those that `{ strongest: k }` means
   */
  constructor(choice: ChannelChoice | undefined, count: number, ranked: readonly number[]) {
    this.#count = count;
    this.#on = new Set(switchedOn(choice, count, ranked));
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

  /** All maps are undefined, as in a question that chooses none. */
  #choice(isOn: (channel: number) => boolean): ChannelChoice | undefined {
    const chosen = Array.from({ length: this.#count }, (_, channel) => channel).filter(isOn);
    if (chosen.length === this.#count) return undefined;
    return channelRuns(chosen).flatMap(([first, last]): Listed =>
      last - first < 2 ? (first === last ? [first] : [first, last]) : [[first, last]],
    );
  }
}

function switchedOn(
  choice: ChannelChoice | undefined,
  count: number,
  ranked: readonly number[],
): readonly number[] {
  if (choice === undefined) return Array.from({ length: count }, (_, channel) => channel);
  if ('strongest' in choice) return ranked.slice(0, choice.strongest);
  return channelRuns(choice).flatMap(([first, last]) =>
    Array.from({ length: Math.min(last, count - 1) - first + 1 }, (_, i) => first + i),
  );
}
