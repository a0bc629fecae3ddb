import { expect, test } from 'vitest';
import { CAM_METHODS, type CamMethodName } from '../../src/cam/cam-methods.js';
import { channelMerit, standardChannels } from '../../src/cam/method-channels.js';

test.each<[CamMethodName, string, number | undefined]>([
  ['grad-cam', 'contribution', undefined],
  ['eigen-grad-cam', 'contribution', undefined],
  ['eigen-cam', 'variance', undefined],
  ['ablation-cam', 'contribution', 128],
  ['score-cam', 'variance', 32],
])('%s ranks by %s, and takes %j of the maps', (name, merit, strongest) => {
  expect(channelMerit(CAM_METHODS[name])).toBe(merit);
  expect(standardChannels(CAM_METHODS[name])).toEqual(strongest && { strongest });
});
