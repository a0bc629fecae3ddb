import { describe, expect, it } from 'vitest';
import { Random } from '../../models/scenes/random.js';

const draw = (random: Random, count: number) => Array.from({ length: count }, () => random.next());

describe('Random', () => {
  it('repeats itself for the same seed', () => {
    expect(draw(new Random(7), 100)).toEqual(draw(new Random(7), 100));
  });

  it('differs between neighbouring seeds', () => {
    expect(draw(new Random(7), 4)).not.toEqual(draw(new Random(8), 4));
  });

  it('is uniform in [0, 1)', () => {
    const values = draw(new Random(1), 20_000);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values)).toBeLessThan(1);
    expect(values.reduce((sum, value) => sum + value, 0) / values.length).toBeCloseTo(0.5, 2);
  });

  it('has forks that do not depend on how much they are used', () => {
    const once = new Random(3);
    once.fork().next();
    const often = new Random(3);
    draw(often.fork(), 50);
    expect(once.next()).toBe(often.next());
  });
});
