"""Images at which a network with kinks has a gradient that float32 can find.

A ReLU whose input is within rounding of zero may fall on either side, and the gradient with it: that is no error of
anybody. Such points are recognised by a change of the image of the size of float32 rounding, in float64.
"""

from __future__ import annotations

import torch

# Every layer adds rounding of its own: more than a relative 6e-8 at the image.
ROUNDING = 2e-6
STEP = 1e-7


def by_calmness(model: torch.nn.Module, images: list[torch.Tensor]) -> list[tuple[float, int]]:
    """(how much the gradient moves, index of the image), the calmest first."""
    return sorted((gradient_moves(model, image), index) for index, image in enumerate(images))


def gradient_moves(model: torch.nn.Module, image: torch.Tensor) -> float:
    generator = torch.Generator().manual_seed(0)
    still = image_gradient(model, image.double())
    largest = 0.0
    for _ in range(2):
        noise = torch.randn(image.shape, generator=generator, dtype=torch.float64)
        shaken = image.double() + ROUNDING * image.abs().mean() * noise
        difference = (image_gradient(model, shaken) - still).norm() / still.norm()
        largest = max(largest, float(difference))
    return largest


def derivative_error(model: torch.nn.Module, image: torch.Tensor) -> float:
    """How far autograd is from a central difference along a random direction: autograd, too, has its errors."""
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
