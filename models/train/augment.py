"""Random views of a batch of images, as 0..255 floats."""

import torch
import torch.nn.functional as F


def uniform(count: int, low: float, high: float) -> torch.Tensor:
    return torch.empty(count).uniform_(low, high)


def flip_and_warp(images: torch.Tensor) -> torch.Tensor:
    """Flips, and for two images in three a small turn, shift, zoom and stretch."""
    count, _, height, width = images.shape
    ratio = height / width
    moved = (torch.rand(count) < 0.67).float()
    angle = uniform(count, -0.3, 0.3) * moved
    zoom = 1 + uniform(count, -0.12, 0.3) * moved
    stretch = 1 + uniform(count, -0.1, 0.1) * moved
    flip_x = torch.where(torch.rand(count) < 0.5, -1.0, 1.0)
    flip_y = torch.where(torch.rand(count) < 0.5, -1.0, 1.0)
    cos, sin = torch.cos(angle) * zoom, torch.sin(angle) * zoom
    matrix = torch.zeros(count, 2, 3)
    matrix[:, 0, 0] = cos * flip_x * stretch
    matrix[:, 0, 1] = -sin * ratio * flip_x
    matrix[:, 1, 0] = sin / ratio * flip_y
    matrix[:, 1, 1] = cos * flip_y / stretch
    matrix[:, 0, 2] = uniform(count, -0.1, 0.1) * moved
    matrix[:, 1, 2] = uniform(count, -0.1, 0.1) * moved
    grid = F.affine_grid(matrix, list(images.shape), align_corners=False)
    return F.grid_sample(images, grid, mode="bilinear", padding_mode="reflection", align_corners=False)


def recolour(images: torch.Tensor) -> torch.Tensor:
    """Brightness, contrast, white balance, saturation and noise."""
    count = len(images)
    shape = (count, 1, 1, 1)
    grey = images.mean(1, keepdim=True)
    saturation = uniform(count, 0.5, 1.4).view(shape)
    saturation[torch.rand(count) < 0.06] = 0
    images = grey + (images - grey) * saturation
    images = (images - 118) * uniform(count, 0.75, 1.3).view(shape) + 118
    images = images * (uniform(count, 0.75, 1.25).view(shape) * (1 + 0.06 * torch.randn(count, 3, 1, 1)))
    noise = (uniform(count, 0, 8) * (torch.rand(count) < 0.3)).view(shape)
    return (images + noise * torch.randn_like(images)).clamp_(0, 255)


def hide(images: torch.Tensor) -> torch.Tensor:
    """Hide-and-seek: covers random cells of a grid in half of the images, so that no single part of an object
    can carry its class alone, and the evidence spreads over the whole object."""
    count, _, height, width = images.shape
    cell = 16
    covered = torch.rand(count, 1, height // cell, width // cell) < 0.14
    covered &= (torch.rand(count) < 0.5).view(count, 1, 1, 1)
    mask = F.interpolate(covered.float(), size=(height, width), mode="nearest")
    fill = torch.rand(count, 3, 1, 1) * 255
    return images * (1 - mask) + fill * mask


def augment(images: torch.Tensor) -> torch.Tensor:
    return hide(recolour(flip_and_warp(images.float())))
