import { expect, test } from 'vitest';
import { ProgressMeter, type DownloadProgress } from '../../../src/models/download/progress-meter.js';

function meterAt(): {
  reports: DownloadProgress[];
  update: (ms: number, loaded: number, total: number) => void;
} {
  let now = 0;
  const reports: DownloadProgress[] = [];
  const meter = new ProgressMeter(
    (report) => reports.push(report),
    () => now,
  );
  return {
    reports,
    update(ms, loaded, total) {
      now = ms;
      meter.update(loaded, total);
    },
  };
}

test('a steady download has its time left exactly', () => {
  const { reports, update } = meterAt();
  for (let ms = 0; ms <= 1000; ms += 100) update(ms, ms * 10, 50_000);
  expect(reports).toHaveLength(11);
  expect(reports[4].secondsLeft).toBeUndefined();
  expect(reports[10]).toEqual({ loaded: 10_000, total: 50_000, secondsLeft: 4 });
});

test('not more than ten reports a second are made, and the last one always', () => {
  const { reports, update } = meterAt();
  for (let ms = 0; ms < 1000; ms += 10) update(ms, ms, 995);
  update(995, 995, 995);
  expect(reports).toHaveLength(11);
  expect(reports.at(-1)).toMatchObject({ loaded: 995, total: 995 });
});

test('what an earlier visit left does not count as speed', () => {
  const { reports, update } = meterAt();
  for (let ms = 0; ms <= 1000; ms += 100) update(ms, 1_000_000 + ms, 1_002_000);
  expect(reports.at(-1)?.secondsLeft).toBeCloseTo(1);
});

test('an unknown size has no time left', () => {
  const { reports, update } = meterAt();
  for (let ms = 0; ms <= 1000; ms += 100) update(ms, ms, 0);
  expect(reports.every(({ secondsLeft }) => secondsLeft === undefined)).toBe(true);
});
