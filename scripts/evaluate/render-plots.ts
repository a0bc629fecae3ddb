import type { Measurements } from './measure.js';
import { barPlot, linePlot, type Series } from './plots.js';
import { SIGMAS } from './smoothing.js';

/** Plots by file name. */
export function renderPlots(measured: Measurements): Readonly<Record<string, string>> {
  const { methods, baselines, defaultLayer, smoothing } = measured;
  const atDefault = methods.filter(({ row }) => row.layer === defaultLayer);
  const best = [...methods].sort((a, b) => b.chosenBy - a.chosenBy);
  const shown = [...new Set([...best.slice(0, 1), ...atDefault])];
  const strongest = [...atDefault].sort((a, b) => b.chosenBy - a.chosenBy);
  const lines = [...new Set([...best.slice(0, 3), ...strongest.slice(0, 4)])];
  return {
    'recall.svg': barPlot(
      'Objects with a draft of IoU 0.5',
      'Bar: at the threshold chosen on the other half. Tick: at the default threshold.',
      [...shown, ...baselines].map(({ row, best: { scores }, standard }) => ({
        name: row.layer === '-' ? row.method : `${row.method} @ ${row.layer}`,
        value: scores.recall50,
        mark: standard.recall50,
      })),
    ),
    'threshold.svg': linePlot(
      'Recall and precision together',
      'threshold, as a fraction of the maximum',
      'F.5',
      lines.map(({ row, sweep }) => ({
        name: `${row.method} @ ${row.layer}`,
        points: sweep.map(({ threshold, scores }) => [threshold, scores.f50] as const),
      })),
    ),
    'smoothing.svg': linePlot(
      'Smoothing over n',
      'n, number of noisy samples',
      'F.5 at the best threshold',
      smoothSeries(smoothing.results),
    ),
  };
}

function smoothSeries(results: Measurements['smoothing']['results']): Series[] {
  const lines = new Map<string, Series>();
  for (const { method, sigma, samples, localisation } of results) {
    const name = `${method}, ${sigma}`;
    const points = lines.get(name)?.points ?? [];
    lines.set(name, {
      name,
      points: [...points, [samples, localisation.best.scores.f50] as const],
      dashed: method !== results[0].method,
      colour: SIGMAS.indexOf(sigma),
    });
  }
  return [...lines.values()];
}
