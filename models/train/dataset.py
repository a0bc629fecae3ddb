"""Rendered scenes with image-level labels, decoded once and kept in memory."""

import json
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from labels import LABELS
from network import HEIGHT, WIDTH

MEAN = (0.485, 0.456, 0.406)
STD = (0.229, 0.224, 0.225)

# Browsers and libraries shrink an image in different ways; the network should not care.
FILTERS = (Image.Resampling.BILINEAR, Image.Resampling.BOX, Image.Resampling.BICUBIC, Image.Resampling.LANCZOS)


def read_pixels(path: Path, resampling=Image.Resampling.BILINEAR) -> np.ndarray:
    image = Image.open(path).convert("RGB").resize((WIDTH, HEIGHT), resampling)
    return np.asarray(image).transpose(2, 0, 1)


def normalise(pixels: torch.Tensor) -> torch.Tensor:
    """0..255 to the network's input."""
    mean = torch.tensor(MEAN).view(1, 3, 1, 1)
    std = torch.tensor(STD).view(1, 3, 1, 1)
    return (pixels.float() / 255 - mean) / std


class SceneLabels:
    """Reads `labels.jsonl` (file, classes present), never `scenes.jsonl`, which has the boxes.

    `refresh` takes in scenes rendered since, so that training can start while others still render.
    """

    def __init__(self, folder: Path, keep=lambda index: True):
        self.folder = folder
        self.keep = keep
        self.seen = 0
        self.pixels: list[torch.Tensor] = []
        self.targets: list[torch.Tensor] = []

    def available(self) -> int:
        return len(self._lines())

    def _lines(self) -> list[str]:
        return (self.folder / "labels.jsonl").read_text().splitlines()

    def refresh(self, limit: int | None = None) -> int:
        lines = self._lines()[:limit]
        for index in range(self.seen, len(lines)):
            if not self.keep(index):
                continue
            record = json.loads(lines[index])
            pixels = read_pixels(self.folder / record["file"], FILTERS[index % len(FILTERS)])
            self.pixels.append(torch.from_numpy(pixels.copy()))
            self.targets.append(torch.tensor([float(label in record["classes"]) for label in LABELS]))
        self.seen = len(lines)
        return len(self.pixels)

    def batch(self, indices) -> tuple[torch.Tensor, torch.Tensor]:
        return torch.stack([self.pixels[i] for i in indices]), torch.stack([self.targets[i] for i in indices])
