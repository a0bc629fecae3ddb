"""Whether autograd itself is right: it, too, has its errors."""

from __future__ import annotations

import torch

STEP = 1e-7


def derivative_error(model: torch.nn.Module, image: torch.Tensor) -> float:
    """How far autograd is from a central difference along a random direction, relative."""
    x = image.double()
    direction = torch.randn(x.shape, generator=torch.Generator().manual_seed(2), dtype=torch.float64)
    expected = float((image_gradient(model, x) * direction).sum())
    with torch.no_grad():
        rise = score(model, x + STEP * direction) - score(model, x - STEP * direction)
    return abs(float(rise) / (2 * STEP) - expected) / (abs(expected) + 1e-300)


def image_gradient(model: torch.nn.Module, image: torch.Tensor) -> torch.Tensor:
    leaf = image.detach().requires_grad_(True)
    return torch.autograd.grad(score(model, leaf * 1.0), leaf)[0]


def score(model: torch.nn.Module, image: torch.Tensor) -> torch.Tensor:
    output = model(image)
    logits = getattr(output, "logits", output)
    weights = torch.randn(logits.shape, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    return (logits * weights).sum()
