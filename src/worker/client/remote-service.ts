import type { Remote } from 'comlink';
import type { SaliencyService } from '../protocol.js';

/** The worker, as the page calls it. */
export type RemoteService = Remote<SaliencyService>;
