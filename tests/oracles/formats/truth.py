"""What was meant, and whether a tool understood it."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np

# A shape as a tool understood it: its label, and its left, upper, right and lower edge.
Shape = tuple[str | int, list[float]]


class Truth:
    def __init__(self, out: Path, readers: Path):
        self.out = out
        self.readers = readers
        self.failures: list[str] = []
        truth = json.loads((out / "truth.json").read_text())
        self.labels: list[str] = truth["labels"]
        self.images: list[dict] = truth["images"]

    def shapes(self, change: Callable[[Shape], Shape] = lambda shape: shape) -> dict[int, list[Shape]]:
        return {
            i: [change((box["label"], edges(box))) for box in image["boxes"]] for i, image in enumerate(self.images)
        }

    def numbered(self) -> dict[int, list[Shape]]:
        return self.shapes(lambda shape: (self.labels.index(shape[0]), shape[1]))

    def size(self, i: int) -> tuple[int, int]:
        image = self.images[i]["image"]
        return image["width"], image["height"]

    def index_of(self, width: int | str) -> int:
        """No two images have one width."""
        return next(i for i in range(len(self.images)) if self.size(i)[0] == int(width))

    def fail(self, tool: str, reason: str) -> None:
        self.failures.append(tool)
        print(f"{tool}: {reason}")

    def compare(self, tool: str, got: dict[int, list[Shape]], wanted: dict[int, list[Shape]], allowed=0.001) -> None:
        """Every image, every shape of it in its order, its label, and its edges."""
        worst, shapes = 0.0, 0
        if set(got) - set(wanted):
            self.fail(tool, "there are images that were not written")
        for i, expected in wanted.items():
            name, found = self.images[i]["image"]["fileName"], got.get(i)
            if found is None:
                self.fail(tool, f"{name!r} is missing")
                continue
            if [label for label, _ in found] != [label for label, _ in expected]:
                self.fail(tool, f"{name!r} has {[label for label, _ in found]}")
                continue
            differences = np.abs(np.array([box for _, box in found]) - np.array([box for _, box in expected]))
            worst, shapes = max(worst, float(differences.max())), shapes + len(found)
        if worst > allowed:
            self.fail(tool, f"off by {worst} px")
        print(f"{tool:<42} {len(got):>2} images {shapes:>3} shapes  worst {worst:.6f} px  allowed {allowed:.6f}")


def edges(box: dict) -> list[float]:
    return [box["x"], box["y"], box["x"] + box["width"], box["y"] + box["height"]]


def bounds(points) -> list[float]:
    return [float(value) for value in (*np.min(points, 0), *np.max(points, 0))]
