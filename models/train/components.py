"""Connected parts of a mask."""

import numpy as np


def runs(row: np.ndarray) -> list[tuple[int, int]]:
    """(first, past the last) of every run of true values."""
    edges = np.flatnonzero(np.diff(row.astype(np.int8), prepend=0, append=0))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def merged(a: list[int], b: list[int]) -> list[int]:
    return [min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])]


def component_boxes(mask: np.ndarray) -> list[tuple[int, int, int, int]]:
    """Boxes (x, y, width, height) of the 4-connected parts, from the runs of each row and those that touch them above."""
    parents: list[int] = []
    boxes: list[list[int]] = []

    def root(part: int) -> int:
        while parents[part] != part:
            part = parents[part]
        return part

    above: list[tuple[int, int, int]] = []
    for y, row in enumerate(mask):
        here = []
        for start, end in runs(row):
            part = len(parents)
            parents.append(part)
            boxes.append([start, y, end, y + 1])
            for other_start, other_end, other in above:
                if other_start < end and start < other_end and root(other) != part:
                    joined = root(other)
                    parents[joined] = part
                    boxes[part] = merged(boxes[part], boxes[joined])
            here.append((start, end, part))
        above = here
    tops = [part for part, parent in enumerate(parents) if part == parent]
    return [(x, y, right - x, bottom - y) for x, y, right, bottom in (boxes[part] for part in tops)]
