/** Past the HTTP cache, which would hold a second copy; Node has none, and its types do not know the option. */
export const UNCACHED = { cache: 'no-store' } as const;
