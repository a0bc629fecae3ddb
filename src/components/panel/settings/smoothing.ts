import { html, nothing, type TemplateResult } from 'lit';
import { SMOOTHING_DEFAULTS } from '../../../cam/smoothing-defaults.js';
import { choice } from './choice.js';
import { methodNamed } from './method-groups.js';

/** Settings of the noisy copies; undefined: as the method has it. */
export interface Smoothing {
  readonly samples?: number | undefined;
  readonly noise?: number | undefined;
}

export interface SmoothingView extends Smoothing {
  readonly method: string;
  readonly set: (smoothing: Smoothing) => void;
}

const SAMPLES = [2, 5, 10, 20, 50];
const NOISES = [0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4];
const OFF = 'off';

/** A number from the outside is offered as well. */
function offered(standard: readonly number[], present: number): number[] {
  return [...new Set([...standard, present])].sort((a, b) => a - b);
}

export function isSmoothed({ method, samples }: Pick<SmoothingView, 'method' | 'samples'>): boolean {
  return samples !== undefined || (methodNamed(method)?.smoothed ?? false);
}

/** How many noisy copies of the image a map is the mean of, and how noisy they are. */
export function smoothing({ method, samples, noise, set }: SmoothingView): TemplateResult {
  const always = methodNamed(method)?.smoothed ?? false;
  const count = samples ?? (always ? SMOOTHING_DEFAULTS.samples : undefined);
  const counts = offered(SAMPLES, count ?? SMOOTHING_DEFAULTS.samples).map((n) => ({
    name: String(n),
    title: n === 1 ? '1 noisy copy' : `${n} noisy copies`,
  }));
  return html`
    ${choice({
      label: 'Average over',
      groups: [{ choices: always ? counts : [{ name: OFF, title: 'The image alone' }, ...counts] }],
      chosen: count === undefined ? OFF : String(count),
      choose: (name) => set({ samples: !always && name === OFF ? undefined : Number(name) }),
    })}
    ${count === undefined ? nothing : noiseChoice(noise ?? SMOOTHING_DEFAULTS.noise, (sigma) => set({ noise: sigma }))}
  `;
}

function noiseChoice(noise: number, choose: (noise: number) => void): TemplateResult {
  const choices = offered(NOISES, noise).map((value) => ({
    name: String(value),
    title: `${Math.round(value * 100)}% of the range`,
  }));
  return choice({
    label: 'Noise',
    groups: [{ choices }],
    chosen: String(noise),
    choose: (name) => choose(Number(name)),
  });
}
