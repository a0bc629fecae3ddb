"""Every image classifier that torchvision can build."""

from __future__ import annotations

import re

import torch
import torchvision

from architecture import Architecture

# Adaptive pooling to 7x7 or 6x6 has no ONNX form unless the map is a multiple of it, and MaxViT's windows tile 224.
SIZES = {"alexnet": 224, "vgg": 224, "maxvit": 224, "inception": 107, "vit": 64, "regnet": 64, "convnext": 64}
LARGE = {"vit_h_14": 56, "convnext_tiny": 96, "regnet_x_400mf": 96, "regnet_y_400mf": 96}
OPTIONS = {"googlenet": {"init_weights": False}, "inception_v3": {"init_weights": False}}
SAMPLE = {"alexnet", "resnet18", "mobilenet_v3_small", "googlenet"}


def family_of(name: str) -> str:
    return re.match(r"wide_resnet|[a-z]+", name).group(0)


def architectures() -> list[Architecture]:
    return [describe(name) for name in torchvision.models.list_models(module=torchvision.models)]


def describe(name: str) -> Architecture:
    family = family_of(name)
    size = LARGE.get(name, SIZES.get(family, 96))
    options = dict(OPTIONS.get(name, {}))
    if family == "vit":
        options["image_size"] = size

    def build() -> torch.nn.Module:
        model = torchvision.models.get_model(name, weights=None, **options)
        for part in ("AuxLogits", "aux1", "aux2"):  # training-time heads
            if hasattr(model, part):
                setattr(model, part, None)
        return model

    return Architecture(name, "torchvision", family, build, size, name in SAMPLE)
