import type { CamMethod } from './cam-method.js';
import type { ChannelChoice } from './channel-choice.js';
import type { MeritName } from './channel-ranking.js';

/** What makes a feature map strong for a method: the one rule behind `{ strongest: k }` and every list of the strongest. */
export function channelMerit({ perturbs, needs }: Pick<CamMethod, 'perturbs' | 'needs'>): MeritName {
  return perturbs?.merit ?? (needs === 'activations' ? 'variance' : 'contribution');
}

/** The feature maps that contribute by default; undefined: all of them. */
export function standardChannels({ perturbs }: Pick<CamMethod, 'perturbs'>): ChannelChoice | undefined {
  return perturbs && { strongest: perturbs.strongest };
}
