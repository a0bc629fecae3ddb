"""How far two tensors are from each other."""

from __future__ import annotations

import numpy as np


def distance(found: np.ndarray, expected: np.ndarray) -> float:
    """norm(found - expected) / norm(expected); infinite for NaN, for another shape and where all is zero."""
    if found.shape != expected.shape:
        return float("inf")
    norm = np.linalg.norm(expected.astype(np.float64))
    error = np.linalg.norm(found.astype(np.float64) - expected)
    return float(error / norm) if norm > 0 and np.isfinite(error) else float("inf")
