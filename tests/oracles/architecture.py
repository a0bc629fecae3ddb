"""One network that the oracle builds, exports and differentiates."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Callable

import torch


@dataclass(frozen=True)
class Architecture:
    name: str
    library: str
    family: str
    build: Callable[[], torch.nn.Module]
    size: int
    sample: bool = False
    channels_last: bool = False
    # Whether a whole run exports it by torch.export, too.
    by_dynamo: bool = True

    @property
    def seed(self) -> int:
        return zlib.crc32(f"{self.library}/{self.name}".encode())

    @property
    def key(self) -> str:
        return f"{self.library}-{self.name}"

    def image(self, batch: int = 1, variant: int = 0) -> torch.Tensor:
        """Smooth noise in [-2, 2], as a normalised photograph has: neighbouring pixels are alike."""
        generator = torch.Generator().manual_seed(self.seed + variant)
        coarse = torch.randn(batch, 3, self.size // 4 + 1, self.size // 4 + 1, generator=generator)
        smooth = torch.nn.functional.interpolate(coarse, (self.size, self.size), mode="bilinear")
        fine = torch.randn(batch, 3, self.size, self.size, generator=generator)
        image = smooth + 0.3 * fine
        return image.permute(0, 2, 3, 1).contiguous() if self.channels_last else image
