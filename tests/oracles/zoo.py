"""All architectures of the oracle, by library."""

from __future__ import annotations

from functools import partial

import light_zoo
import nhwc_zoo
import odd_zoo
from architecture import Architecture
from onnx_in_torch import OnnxInTorch

LIBRARIES = ("torchvision", "timm", "light", "nhwc", "odd")
FILE_ONLY = ("light", "nhwc")


def architectures(library: str) -> list[Architecture]:
    if library == "torchvision":
        import torchvision_zoo

        return torchvision_zoo.architectures()
    if library == "timm":
        import timm_zoo

        return timm_zoo.architectures()
    if library == "odd":
        return [Architecture(name, "odd", name, build, 32) for name, build in odd_zoo.MODELS.items()]
    if library == "light":
        return [light(name) for name in light_zoo.names()]
    return [nhwc(name) for name in nhwc_zoo.MODELS]


def light(name: str) -> Architecture:
    sample = name in ("shufflenet", "squeezenet")
    return Architecture(name, "light", name, lambda: OnnxInTorch(light_zoo.build(name)), 224, sample)


def nhwc(name: str) -> Architecture:
    model = nhwc_zoo.MODELS[name]()
    size = model.graph.input[0].type.tensor_type.shape.dim[1].dim_value
    build = partial(OnnxInTorch, model)
    return Architecture(name, "nhwc", name, build, size, sample=True, channels_last=True)


def exporters(architecture: Architecture, wanted: str | None) -> list[str]:
    """`wanted`, where it can make a file of the architecture; else those of a whole run."""
    known = ["file"] if architecture.library in FILE_ONLY else ["classic", "dynamo"]
    if wanted:
        return [wanted] if wanted in known else []
    return [name for name in known if name != "dynamo" or architecture.by_dynamo]
