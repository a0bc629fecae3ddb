"""What a framework has to provide: a network, its files in ONNX, and what it says of an image."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np


@dataclass(frozen=True)
class Export:
    """One way from the framework to a file."""

    exporter: str
    opset: int
    image_layout: str = "NCHW"


@dataclass
class Truth:
    """By the framework's own differentiation, in float64 where it can. Tensors are in the framework's layout."""

    image: np.ndarray
    score_weights: list[np.ndarray]
    """Each [1, classes]: S = score_weights . logits."""
    logits: np.ndarray
    values: dict[str, np.ndarray]
    """Feature maps by the framework's names of the layers that make them, in order of computation."""
    gradients: list[dict[str, np.ndarray]]
    """For each of score_weights: dS/d(feature maps)."""


class Subject(ABC):
    """A network of random weights."""

    framework: ClassVar[str]
    layout: ClassVar[str]
    """Of the framework's images and feature maps."""
    exports: ClassVar[list[Export]]

    def __init__(self, name: str, default_layer: str) -> None:
        self.name = name
        self.default_layer = default_layer
        """The layer that people take for a CAM, by the framework's name."""

    @abstractmethod
    def write(self, export: Export, path: Path) -> None: ...

    @abstractmethod
    def truth(self, seed: int) -> Truth: ...


def score_weights(logits: np.ndarray, seed: int) -> list[np.ndarray]:
    """A dense random score, and the top class's."""
    dense = np.random.default_rng(seed + 1000).standard_normal(logits.shape)
    top = np.eye(logits.shape[1])[[int(logits.argmax())]]
    return [dense.astype(np.float32), top.astype(np.float32)]
