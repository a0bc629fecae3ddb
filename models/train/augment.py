"""Random views of a batch of images."""

import torch
import torch.nn.functional as F

from dataset import MEAN, STD


def uniform(count: int, low: float, high: float) -> torch.Tensor:
    return torch.empty(count).uniform_(low, high)


def flip_and_warp(images: torch.Tensor, size: tuple[int, int]) -> torch.Tensor:
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
    grid = F.affine_grid(matrix, [count, 3, *size], align_corners=False)
    return F.grid_sample(images, grid, mode="bilinear", padding_mode="reflection", align_corners=False)


def colour_matrices(count: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Saturation, contrast, brightness, white balance and the network's normalisation as one affine map of RGB:
    one pass over the pixels instead of one for each."""
    saturation = uniform(count, 0.5, 1.4).view(-1, 1, 1)
    saturation[torch.rand(count) < 0.06] = 0
    matrix = saturation * torch.eye(3) + (1 - saturation) / 3
    contrast = uniform(count, 0.75, 1.3).view(-1, 1, 1)
    gain = (uniform(count, 0.75, 1.25).view(-1, 1) * (1 + 0.06 * torch.randn(count, 3))).unsqueeze(2)
    matrix = matrix * contrast * gain
    bias = 118 * (1 - contrast) * gain
    mean = torch.tensor(MEAN).view(3, 1)
    std = torch.tensor(STD).view(3, 1)
    return matrix / (255 * std), (bias / 255 - mean) / std


def recolour(images: torch.Tensor) -> torch.Tensor:
    matrix, bias = colour_matrices(len(images))
    return torch.baddbmm(bias, matrix, images.flatten(2)).view_as(images)


def hide(images: torch.Tensor) -> torch.Tensor:
    """Hide-and-seek: covers random cells of a grid in some of the images, so that no single part of an object
    can carry its class alone, and the evidence spreads over the whole object."""
    count, _, height, width = images.shape
    cell = 16
    covered = torch.rand(count, 1, height // cell, width // cell) < 0.1
    covered &= (torch.rand(count) < 0.4).view(count, 1, 1, 1)
    mask = covered.repeat_interleave(cell, 2).repeat_interleave(cell, 3)
    return torch.where(mask, torch.randn(count, 3, 1, 1), images)


def augment(images: torch.Tensor, size: tuple[int, int], hiding: bool) -> torch.Tensor:
    """From 0..255 to the network's input, `size` being (height, width) in multiples of 16."""
    views = recolour(flip_and_warp(images.float(), size))
    return hide(views) if hiding else views
