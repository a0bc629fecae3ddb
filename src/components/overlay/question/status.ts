/**
 * `idle`: nothing asked yet. `loading`: a model is on its way. `running`: the model runs. `ready`: a heatmap is
 * there. `empty`: the map is zero everywhere. `error`: the last request failed; the next one may succeed.
 */
export const STATUSES = ['idle', 'loading', 'running', 'ready', 'empty', 'error'] as const;
export type Status = (typeof STATUSES)[number];
