"""Files for fields.mjs: architectures of the zoo with random weights, at sizes at which a field fits into the image.

    python fields.py FOLDER [NAME...]
"""

from __future__ import annotations

import sys
import warnings
from pathlib import Path

import timm
import torch
import torchvision

import exporters

# The names with `tf_` pad as TensorFlow does.
TIMM = """
tf_efficientnet_lite0 tf_efficientnet_b0 tf_mobilenetv3_small_100 tf_mixnet_s efficientnet_b0 resnet50d resnetv2_50x1_bit
regnetx_002 xception41 hrnet_w18_small convnext_atto repvgg_a0 ghostnet_050 inception_v3 hardcorenas_a vit_tiny_patch16_224
""".split()
TORCHVISION = "resnet18 vgg11_bn mobilenet_v2 densenet121 googlenet squeezenet1_1 shufflenet_v2_x0_5 alexnet".split()
SIZES = {"inception_v3": 299, "densenet121": 320}
OPTIONS = {"googlenet": {"init_weights": False}}


def build(name: str) -> torch.nn.Module:
    if name in TIMM:
        return timm.create_model(name, pretrained=False, num_classes=10)
    model = torchvision.models.get_model(name, weights=None, num_classes=10, **OPTIONS.get(name, {}))
    for part in ("aux1", "aux2"):
        if hasattr(model, part):
            setattr(model, part, None)
    return model


def main() -> None:
    warnings.simplefilter("ignore")
    folder, names = Path(sys.argv[1]), sys.argv[2:] or TIMM + TORCHVISION
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        torch.manual_seed(0)
        size = SIZES.get(name, 224)
        image = torch.randn(1, 3, size, size)
        exporters.classic(build(name).eval(), image, folder / f"{name}.onnx")
        print(name, flush=True)


if __name__ == "__main__":
    main()
