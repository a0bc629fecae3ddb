import { broadcast, generate, nd, range, read, readOr, sizeOf, sum, type NdArray } from './nd-array.js';
import { input, list, listOrInput, number, text, type Call, type ReferenceOperator } from './operator.js';

function numbersOf(call: Call, index: number): number[] {
  return Array.from(input(call, index).data);
}

function axisOf(call: Call, fallback: number): number {
  const axis = number(call, 'axis', fallback);
  return axis < 0 ? axis + input(call, 0).shape.length : axis;
}

function reshape(call: Call): NdArray {
  const x = input(call, 0);
  const sizes = numbersOf(call, 1).map((size, axis) => (size === 0 ? x.shape[axis] : size));
  const known = sizeOf(sizes.filter((size) => size >= 0));
  return nd(
    sizes.map((size) => (size < 0 ? x.data.length / known : size)),
    x.data,
  );
}

function flattenFrom(call: Call): NdArray {
  const x = input(call, 0);
  const rows = sizeOf(x.shape.slice(0, axisOf(call, 1)));
  return nd([rows, x.data.length / rows], x.data);
}

function squeeze(call: Call): NdArray {
  const x = input(call, 0);
  const axes = listOrInput(call, 'axes', 1);
  return nd(
    x.shape.filter((size, axis) => !(axes ? axes.includes(axis) : size === 1)),
    x.data,
  );
}

function unsqueeze(call: Call): NdArray {
  const x = input(call, 0);
  const shape = [...x.shape];
  for (const axis of listOrInput(call, 'axes', 1) ?? []) shape.splice(axis, 0, 1);
  return nd(shape, x.data);
}

function transpose(call: Call): NdArray {
  const x = input(call, 0);
  const perm = list(call, 'perm') ?? range(x.shape.length).reverse();
  return generate(
    perm.map((axis) => x.shape[axis]),
    (index) =>
      read(
        x,
        range(perm.length).map((axis) => index[perm.indexOf(axis)]),
      ),
  );
}

function expand(call: Call): NdArray {
  const x = input(call, 0);
  return generate(broadcast(x.shape, numbersOf(call, 1)), (index) => read(x, index));
}

function tile(call: Call): NdArray {
  const x = input(call, 0);
  const repeats = numbersOf(call, 1);
  return generate(
    x.shape.map((size, axis) => size * repeats[axis]),
    (index) =>
      read(
        x,
        index.map((i, axis) => i % x.shape[axis]),
      ),
  );
}

function concat(call: Call): NdArray {
  const axis = axisOf(call, 1);
  const parts = call.inputs as readonly NdArray[];
  const shape = parts[0].shape.map((size, i) =>
    i === axis ? sum(parts.map((part) => part.shape[axis])) : size,
  );
  return generate(shape, (index) => {
    let at = index[axis];
    const part = parts.find(({ shape: own }) => (at < own[axis] ? true : ((at -= own[axis]), false)));
    return read(
      part ?? parts[0],
      index.map((i, a) => (a === axis ? at : i)),
    );
  });
}

function split(call: Call): NdArray[] {
  const x = input(call, 0);
  const axis = axisOf(call, 0);
  const count = number(call, 'num_outputs', 3);
  const sizes = listOrInput(call, 'split', 1) ?? range(count).map(() => x.shape[axis] / count);
  return sizes.map((size, part) => {
    const start = sum(sizes.slice(0, part));
    return generate(
      x.shape.map((s, a) => (a === axis ? size : s)),
      (index) =>
        read(
          x,
          index.map((i, a) => (a === axis ? i + start : i)),
        ),
    );
  });
}

function slice(call: Call): NdArray {
  const x = input(call, 0);
  const starts = listOrInput(call, 'starts', 1) ?? [];
  const ends = listOrInput(call, 'ends', 2) ?? [];
  const axes = listOrInput(call, 'axes', 3) ?? range(starts.length);
  const steps = listOrInput(call, 'steps', 4) ?? starts.map(() => 1);
  const kept = x.shape.map((size) => range(size));
  axes.forEach((given, i) => {
    const axis = given < 0 ? given + x.shape.length : given;
    const size = x.shape[axis];
    const step = steps[i];
    const bound = (at: number, low: number, high: number): number =>
      Math.min(Math.max(at < 0 ? at + size : at, low), high);
    const [low, high] = step > 0 ? [0, size] : [-1, size - 1];
    kept[axis] = [];
    const stop = bound(ends[i], low, high);
    for (let at = bound(starts[i], Math.max(low, 0), high); step > 0 ? at < stop : at > stop; at += step)
      kept[axis].push(at);
  });
  return generate(
    kept.map((places) => places.length),
    (index) =>
      read(
        x,
        index.map((i, axis) => kept[axis][i]),
      ),
  );
}

function pad(call: Call): NdArray {
  const x = input(call, 0);
  const pads = listOrInput(call, 'pads', 1) ?? [];
  const rank = x.shape.length;
  const axes = call.inputs[3] ? numbersOf(call, 3).map((axis) => (axis + rank) % rank) : range(rank);
  const begin = x.shape.map((_, axis) => (axes.includes(axis) ? pads[axes.indexOf(axis)] : 0));
  const end = x.shape.map((_, axis) => (axes.includes(axis) ? pads[axes.indexOf(axis) + axes.length] : 0));
  const mode = text(call, 'mode', 'constant');
  const value = call.inputs[2]?.data[0] ?? number(call, 'value', 0);
  const shape = x.shape.map((size, axis) => size + begin[axis] + end[axis]);
  return generate(shape, (index) => {
    const at = index.map((i, axis) => i - begin[axis]);
    if (mode === 'constant') return readOr(x, at, value);
    return read(
      x,
      at.map((i, axis) => source(mode, i, x.shape[axis])),
    );
  });
}

function source(mode: string, i: number, size: number): number {
  if (mode === 'edge') return Math.min(Math.max(i, 0), size - 1);
  if (mode === 'wrap') return (i + size) % size;
  return i < 0 ? -i : i >= size ? 2 * (size - 1) - i : i;
}

function gather(call: Call): NdArray {
  const x = input(call, 0);
  const indices = input(call, 1);
  const axis = axisOf(call, 0);
  const shape = [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)];
  return generate(shape, (index) => {
    const picked = read(indices, index.slice(axis, axis + indices.shape.length));
    const at = picked < 0 ? picked + x.shape[axis] : picked;
    return read(x, [...index.slice(0, axis), at, ...index.slice(axis + indices.shape.length)]);
  });
}

function gatherElements(call: Call): NdArray {
  const x = input(call, 0);
  const indices = input(call, 1);
  const axis = axisOf(call, 0);
  return generate(indices.shape, (index) => {
    const picked = read(indices, index);
    const at = picked < 0 ? picked + x.shape[axis] : picked;
    return read(
      x,
      index.map((i, a) => (a === axis ? at : i)),
    );
  });
}

function gatherNd(call: Call): NdArray {
  const x = input(call, 0);
  const indices = input(call, 1);
  const batch = number(call, 'batch_dims', 0);
  const depth = indices.shape[indices.shape.length - 1];
  const lead = indices.shape.slice(0, -1);
  return generate([...lead, ...x.shape.slice(batch + depth)], (index) => {
    const place = range(depth).map((i) => {
      const picked = read(indices, [...index.slice(0, lead.length), i]);
      return picked < 0 ? picked + x.shape[batch + i] : picked;
    });
    return read(x, [...index.slice(0, batch), ...place, ...index.slice(lead.length)]);
  });
}

/** Values, then their places along the axis. */
function topK(call: Call): NdArray[] {
  const x = input(call, 0);
  const axis = axisOf(call, -1);
  const sign = number(call, 'largest', 1) === 1 ? -1 : 1;
  const at = (index: readonly number[], i: number): number =>
    read(
      x,
      index.map((own, a) => (a === axis ? i : own)),
    );
  const shape = x.shape.map((size, a) => (a === axis ? numbersOf(call, 1)[0] : size));
  const places = generate(shape, (index) => {
    const order = range(x.shape[axis]).sort((a, b) => sign * (at(index, a) - at(index, b)));
    return order[index[axis]];
  });
  return [generate(shape, (index) => at(index, read(places, index))), places];
}

function depthToSpace(call: Call): NdArray {
  const x = input(call, 0);
  const r = number(call, 'blocksize', 1);
  const [n, channels, h, w] = x.shape;
  const depth = channels / (r * r);
  const dcr = text(call, 'mode', 'DCR') === 'DCR';
  return generate([n, depth, h * r, w * r], ([image, c, i, j]) => {
    const block = (i % r) * r + (j % r);
    const channel = dcr ? block * depth + c : c * r * r + block;
    return read(x, [image, channel, Math.floor(i / r), Math.floor(j / r)]);
  });
}

function spaceToDepth(call: Call): NdArray {
  const x = input(call, 0);
  const r = number(call, 'blocksize', 1);
  const [n, channels, h, w] = x.shape;
  return generate([n, channels * r * r, h / r, w / r], ([image, c, i, j]) => {
    const block = Math.floor(c / channels);
    return read(x, [image, c % channels, i * r + Math.floor(block / r), j * r + (block % r)]);
  });
}

function cumSum(call: Call): NdArray {
  const x = input(call, 0);
  const axis = numbersOf(call, 1)[0];
  const reverse = number(call, 'reverse', 0) === 1;
  const exclusive = number(call, 'exclusive', 0) === 1;
  return generate(x.shape, (index) => {
    const here = index[axis];
    const counted = range(x.shape[axis]).filter(
      (i) => (reverse ? i > here : i < here) || (i === here && !exclusive),
    );
    return sum(
      counted.map((i) =>
        read(
          x,
          index.map((own, a) => (a === axis ? i : own)),
        ),
      ),
    );
  });
}

function trilu(call: Call): NdArray {
  const x = input(call, 0);
  const k = call.inputs[1]?.data[0] ?? 0;
  const upper = number(call, 'upper', 1) === 1;
  return generate(x.shape, (index) => {
    const [i, j] = index.slice(-2);
    return (upper ? j >= i + k : j <= i + k) ? read(x, index) : 0;
  });
}

export const movement = {
  Reshape: reshape,
  Flatten: flattenFrom,
  Squeeze: squeeze,
  Unsqueeze: unsqueeze,
  Transpose: transpose,
  Expand: expand,
  Tile: tile,
  Concat: concat,
  Split: split,
  Slice: slice,
  Pad: pad,
  Gather: gather,
  GatherElements: gatherElements,
  GatherND: gatherNd,
  TopK: topK,
  DepthToSpace: depthToSpace,
  SpaceToDepth: spaceToDepth,
  CumSum: cumSum,
  Trilu: trilu,
} satisfies Record<string, ReferenceOperator>;
