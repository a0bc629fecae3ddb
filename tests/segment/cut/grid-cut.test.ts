import { expect, test } from 'vitest';
import { cutGrid } from '../../../src/segment/cut/grid-cut.js';
import { STEPS, type GridGraph } from '../../../src/segment/cut/grid-graph.js';
import { seededNumbers } from '../../fixtures/build-model.js';

/** Whole capacities, so that equal cuts are equal to the last digit. */
function randomGraph(width: number, height: number, seed: number): GridGraph {
  const numbers = seededNumbers(width * height * 9, seed);
  const whole = (i: number, most: number): number => Math.round(Math.abs(numbers[i]) * most) % (most + 1);
  const capacity = new Float64Array(width * height * 8);
  const terminal = new Float64Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      terminal[i] = whole(i * 9 + 8, 9) - whole(((i + 5) * 9 + 8) % numbers.length, 9);
      STEPS.forEach(([dx, dy], step) => {
        const isInside = x + dx >= 0 && x + dx < width && y + dy >= 0 && y + dy < height;
        capacity[i * 8 + step] = isInside ? whole(i * 9 + step, 4) : 0;
      });
    }
  }
  return { width, height, terminal, capacity };
}

/** What the cut costs with these pixels on the source's side. */
function costOf({ width, height, terminal, capacity }: GridGraph, isSource: (i: number) => boolean): number {
  let cost = 0;
  for (let i = 0; i < width * height; i++) {
    if (!isSource(i)) {
      cost += Math.max(0, terminal[i]);
      continue;
    }
    cost += Math.max(0, -terminal[i]);
    STEPS.forEach(([dx, dy], step) => {
      if (capacity[i * 8 + step] > 0 && !isSource(i + dy * width + dx)) cost += capacity[i * 8 + step];
    });
  }
  return cost;
}

test.each(Array.from({ length: 60 }, (_, seed) => seed))('is the cheapest of all cuts, graph %i', (seed) => {
  const [width, height] = [
    [4, 3],
    [3, 4],
    [12, 1],
    [1, 11],
    [2, 6],
  ][seed % 5];
  const graph = randomGraph(width, height, seed + 1);
  let least = Infinity;
  for (let sides = 0; sides < 1 << (width * height); sides++) {
    least = Math.min(
      least,
      costOf(graph, (i) => (sides & (1 << i)) !== 0),
    );
  }
  const cut = cutGrid(graph)!;
  expect(costOf(graph, (i) => cut[i] === 1)).toBe(least);
});

test('costs what flows: no pixel of a large graph can change sides for less', () => {
  const graph = randomGraph(60, 45, 7);
  const cut = cutGrid(graph)!;
  const cost = costOf(graph, (i) => cut[i] === 1);
  for (let changed = 0; changed < cut.length; changed++) {
    expect(costOf(graph, (i) => (i === changed ? cut[i] === 0 : cut[i] === 1))).toBeGreaterThanOrEqual(cost);
  }
});

test('gives up when it is told to, and leaves the graph as it was', () => {
  const graph = randomGraph(60, 45, 8);
  const before = structuredClone(graph);
  expect(cutGrid(graph, 10)).toBeUndefined();
  expect(cutGrid(graph)).toHaveLength(60 * 45);
  expect(graph).toEqual(before);
});

test('a graph without capacities lies with the sink', () => {
  const empty = { terminal: new Float64Array(4), capacity: new Float64Array(32) };
  expect(cutGrid({ width: 2, height: 2, ...empty })).toEqual(new Uint8Array(4));
});
