/**
 * How methods are smoothed by default. `samples`: of Smooth Grad-CAM++'s paper (arXiv 1908.01224).
 * `noise`: measured on the held-out scenes (docs/evaluation.md), where the paper's 0.2, and 0.1 too, lose the objects.
 */
export const SMOOTHING_DEFAULTS = { samples: 5, noise: 0.02 } as const;
