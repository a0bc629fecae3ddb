"""Average precision of a multi-label classifier."""

import numpy as np


def average_precision(scores: np.ndarray, truth: np.ndarray) -> float:
    """Mean of the precision at the rank of every positive; NaN where there is none."""
    order = np.argsort(-scores, kind="stable")
    hits = truth[order] > 0.5
    precision = np.cumsum(hits) / np.arange(1, len(hits) + 1)
    return float(precision[hits].mean()) if hits.any() else float("nan")


def per_class(scores: np.ndarray, truth: np.ndarray) -> list[float]:
    return [average_precision(scores[:, k], truth[:, k]) for k in range(truth.shape[1])]
