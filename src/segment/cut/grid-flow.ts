import { BACK, STEPS, type GridGraph } from './grid-graph.js';

/** Which search tree a pixel is in. */
const FREE = 0;
const SOURCE = 1;
const SINK = 2;
type Tree = typeof SOURCE | typeof SINK;

/** In the place of a step to a parent. */
const NONE = -1;
const TERMINAL = -2;
const ORPHAN = -3;

/** Capacity that counts as used up: rounding leaves such remains. */
const NOTHING = 1e-9;

/**
 * Two search trees, from the source and from the sink, that grow until they touch; the path between is filled, what
 * hung on it finds new parents, and both go on growing (Boykov and Kolmogorov, PAMI 2004, section 3). A ring of
 * pixels without capacity around the picture spares every look at a neighbour the question whether there is one.
 */
export class GridFlow {
  readonly #stride: number;
  readonly #offset: readonly number[];
  /** Residual, from the source where positive, to the sink where negative. */
  readonly #terminal: Float64Array;
  /** Residual, [pixel, step]. */
  readonly #capacity: Float64Array;
  readonly #tree: Uint8Array;
  /** The step to the parent, or one of the marks above. */
  readonly #parent: Int8Array;
  /** The distance to the root, and the time at which it was last known to be right. */
  readonly #distance: Int32Array;
  readonly #stamp: Int32Array;
  readonly #active: Queue;
  #orphans: number[] = [];
  #time = 0;
  #looks = 0;

  constructor({ width, height, terminal, capacity }: GridGraph) {
    this.#stride = width + 2;
    this.#offset = STEPS.map(([dx, dy]) => dy * this.#stride + dx);
    const pixels = this.#stride * (height + 2);
    this.#terminal = new Float64Array(pixels);
    this.#capacity = new Float64Array(pixels * 8);
    this.#tree = new Uint8Array(pixels);
    this.#parent = new Int8Array(pixels).fill(NONE);
    this.#distance = new Int32Array(pixels);
    this.#stamp = new Int32Array(pixels);
    this.#active = new Queue(pixels);
    for (let y = 0, i = 0; y < height; y++) {
      for (let x = 0; x < width; x++, i++) {
        const pixel = this.#at(x, y);
        for (let step = 0; step < 8; step++) this.#capacity[pixel * 8 + step] = capacity[i * 8 + step];
        this.#terminal[pixel] = terminal[i];
        if (Math.abs(terminal[i]) > NOTHING) this.#root(pixel);
      }
    }
  }

  /** Fills every path; false when that took more than so many looks at neighbours. */
  run(most: number): boolean {
    for (let pixel = this.#active.take(); pixel >= 0; pixel = this.#active.take()) {
      let step = this.#grow(pixel);
      while (step !== NONE) {
        if (this.#looks > most) return false;
        this.#time++;
        this.#fill(pixel, step);
        while (this.#orphans.length > 0) this.#adopt(this.#orphans.pop()!);
        step = this.#grow(pixel);
      }
    }
    return true;
  }

  /** Of the minimum cut, once everything is filled. */
  isWithSource(x: number, y: number): boolean {
    return this.#tree[this.#at(x, y)] === SOURCE;
  }

  #at(x: number, y: number): number {
    return (y + 1) * this.#stride + x + 1;
  }

  #root(pixel: number): void {
    this.#tree[pixel] = this.#terminal[pixel] > 0 ? SOURCE : SINK;
    this.#parent[pixel] = TERMINAL;
    this.#distance[pixel] = 1;
    this.#active.add(pixel);
  }

  /** Takes free neighbours into the pixel's tree; the step to the other tree where it touches that, else NONE. */
  #grow(pixel: number): number {
    const own = this.#tree[pixel];
    if (own === FREE) return NONE;
    for (let step = 0; step < 8; step++) {
      this.#looks++;
      const next = pixel + this.#offset[step];
      const room =
        own === SOURCE ? this.#capacity[pixel * 8 + step] : this.#capacity[next * 8 + (step ^ BACK)];
      if (room <= NOTHING) continue;
      if (this.#tree[next] === FREE) {
        this.#tree[next] = own;
        this.#hang(next, step ^ BACK, pixel);
        this.#active.add(next);
      } else if (this.#tree[next] !== own) {
        return step;
      } else if (this.#stamp[next] <= this.#stamp[pixel] && this.#distance[next] > this.#distance[pixel]) {
        this.#hang(next, step ^ BACK, pixel);
      }
    }
    return NONE;
  }

  #hang(pixel: number, step: number, parent: number): void {
    this.#parent[pixel] = step;
    this.#stamp[pixel] = this.#stamp[parent];
    this.#distance[pixel] = this.#distance[parent] + 1;
  }

  /** Sends as much as there is room for along the path that the step closes. */
  #fill(pixel: number, step: number): void {
    const next = pixel + this.#offset[step];
    const isForward = this.#tree[pixel] === SOURCE;
    const [from, to] = isForward ? [pixel, next] : [next, pixel];
    const bridge = isForward ? step : step ^ BACK;
    const room = Math.min(
      this.#capacity[from * 8 + bridge],
      this.#roomAlong(from, SOURCE),
      this.#roomAlong(to, SINK),
    );
    this.#send(from, bridge, room);
    this.#sendAlong(from, SOURCE, room);
    this.#sendAlong(to, SINK, room);
  }

  #send(from: number, step: number, amount: number): void {
    this.#capacity[from * 8 + step] -= amount;
    this.#capacity[(from + this.#offset[step]) * 8 + (step ^ BACK)] += amount;
  }

  /** Between a pixel and its tree's root. */
  #roomAlong(pixel: number, tree: Tree): number {
    let room = Infinity;
    let at = pixel;
    for (let step = this.#parent[at]; step >= 0; step = this.#parent[at]) {
      room = Math.min(room, this.#roomFromParent(at, step, tree));
      at += this.#offset[step];
    }
    return Math.min(room, Math.abs(this.#terminal[at]));
  }

  #sendAlong(pixel: number, tree: Tree, amount: number): void {
    let at = pixel;
    for (let step = this.#parent[at]; step >= 0; step = this.#parent[at]) {
      const parent = at + this.#offset[step];
      if (tree === SOURCE) this.#send(parent, step ^ BACK, amount);
      else this.#send(at, step, amount);
      if (this.#roomFromParent(at, step, tree) <= NOTHING) this.#orphan(at);
      at = parent;
    }
    this.#terminal[at] -= tree === SOURCE ? amount : -amount;
    if (Math.abs(this.#terminal[at]) <= NOTHING) this.#orphan(at);
  }

  #orphan(pixel: number): void {
    this.#parent[pixel] = ORPHAN;
    this.#orphans.push(pixel);
  }

  /** Hangs the orphan on the neighbour of its tree that is nearest to the root, or sets it free. */
  #adopt(orphan: number): void {
    const own = this.#tree[orphan] as Tree;
    let best = NONE;
    let nearest = Infinity;
    for (let step = 0; step < 8; step++) {
      this.#looks++;
      const next = orphan + this.#offset[step];
      if (this.#tree[next] !== own || this.#roomFromParent(orphan, step, own) <= NOTHING) continue;
      const distance = this.#distanceToRoot(next);
      if (distance >= nearest) continue;
      nearest = distance;
      best = step;
    }
    if (best === NONE) return this.#free(orphan, own);
    this.#parent[orphan] = best;
    this.#stamp[orphan] = this.#time;
    this.#distance[orphan] = nearest + 1;
  }

  /** Its children are orphans now, and those that could reach it may grow there again. */
  #free(orphan: number, own: Tree): void {
    for (let step = 0; step < 8; step++) {
      const next = orphan + this.#offset[step];
      if (this.#tree[next] !== own) continue;
      if (this.#roomFromParent(orphan, step, own) > NOTHING) this.#active.add(next);
      if (this.#parent[next] === (step ^ BACK)) this.#orphan(next);
    }
    this.#tree[orphan] = FREE;
    this.#parent[orphan] = NONE;
  }

  /** Infinity for what hangs on an orphan. What is passed on the way is known from then on. */
  #distanceToRoot(pixel: number): number {
    let steps = 0;
    let at = pixel;
    while (this.#stamp[at] !== this.#time) {
      const step = this.#parent[at];
      if (step === ORPHAN) return Infinity;
      if (step === TERMINAL) {
        this.#stamp[at] = this.#time;
        this.#distance[at] = 1;
        break;
      }
      steps++;
      at += this.#offset[step];
    }
    const distance = this.#distance[at] + steps;
    let left = distance;
    for (let back = pixel; back !== at; back += this.#offset[this.#parent[back]]) {
      this.#stamp[back] = this.#time;
      this.#distance[back] = left--;
    }
    return distance;
  }

  /** The flow of the source's tree comes from the parent, that of the sink's goes to it. */
  #roomFromParent(pixel: number, step: number, tree: Tree): number {
    if (tree === SINK) return this.#capacity[pixel * 8 + step];
    return this.#capacity[(pixel + this.#offset[step]) * 8 + (step ^ BACK)];
  }
}

/** First in, first out; each pixel is in it at most once. */
class Queue {
  readonly #pixels: Int32Array;
  readonly #isIn: Uint8Array;
  #first = 0;
  #count = 0;

  constructor(pixels: number) {
    this.#pixels = new Int32Array(pixels);
    this.#isIn = new Uint8Array(pixels);
  }

  add(pixel: number): void {
    if (this.#isIn[pixel]) return;
    this.#isIn[pixel] = 1;
    this.#pixels[(this.#first + this.#count++) % this.#pixels.length] = pixel;
  }

  /** -1 when it is empty. */
  take(): number {
    if (this.#count === 0) return -1;
    const pixel = this.#pixels[this.#first];
    this.#first = (this.#first + 1) % this.#pixels.length;
    this.#count--;
    this.#isIn[pixel] = 0;
    return pixel;
  }
}
