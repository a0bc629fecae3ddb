"""paddle.vision on PaddlePaddle, exported by paddle2onnx."""

from __future__ import annotations

import os
from pathlib import Path

os.environ.setdefault("POLYGRAPHY_AUTOINSTALL_DEPS", "0")

import numpy as np
import paddle
import paddle2onnx

from paddle_calibrate import calibrate
from subject import Export, Subject, Truth, score_weights

ARCHITECTURES = {
    "alexnet": ("_conv5", 224, 224),
    "vgg11": ("features", 224, 224),
    "resnet50": ("layer4", 96, 128),
    "resnext50_32x4d": ("layer4", 96, 128),
    "mobilenet_v1": ("input of pool2d_avg", 96, 128),
    "mobilenet_v2": ("features", 96, 128),
    "mobilenet_v3_small": ("lastconv", 96, 128),
    "densenet121": ("input of pool2d_avg", 96, 128),
    "shufflenet_v2_x1_0": ("_last_conv", 96, 128),
    "squeezenet1_1": ("input of _avg_pool", 96, 128),
    "googlenet": ("_ince5b", 224, 224),
    "inception_v3": ("input of avg_pool", 128, 160),
}
"""Name: the last layer in front of the pooling or flattening, height and width of the image."""

RAW = "paddle2onnx, not optimised"
OPTIMISERS = {"paddle2onnx": "polygraphy", RAW: None}


class PaddleSubject(Subject):
    framework = "paddle"
    layout = "NCHW"
    exports = [Export("paddle2onnx", 11), Export("paddle2onnx", 17), Export(RAW, 13)]

    def __init__(self, name: str) -> None:
        default_layer, height, width = ARCHITECTURES[name]
        super().__init__(name, default_layer)
        self.shape = [1, 3, height, width]
        self.model = build(name, "float32")
        calibrate(self.model, paddle.to_tensor(self.image(0)), 5)
        self.twin = build(name, "float64")
        weights = {key: value.astype("float64") for key, value in self.model.state_dict().items()}
        self.twin.set_state_dict(weights)
        """The same network in float64."""

    def image(self, seed: int) -> np.ndarray:
        return np.random.default_rng(seed).standard_normal(self.shape).astype(np.float32)

    def write(self, export: Export, path: Path) -> None:
        paddle.set_default_dtype("float32")
        saved = path.with_name("saved")
        signature = [paddle.static.InputSpec([None, *self.shape[1:]], "float32", "image")]
        paddle.jit.save(self.model, str(saved), signature)
        paddle2onnx.export(
            f"{saved}.json",
            f"{saved}.pdiparams",
            str(path),
            opset_version=export.opset,
            optimize_tool=OPTIMISERS[export.exporter],
        )

    def truth(self, seed: int) -> Truth:
        values: dict[str, paddle.Tensor] = {}
        hooks = [
            hook for name, layer in self.twin.named_sublayers() for hook in recording(values, name, layer)
        ]
        leaf = paddle.to_tensor(self.image(seed).astype(np.float64), stop_gradient=False)
        output = self.twin(leaf * 1.0)
        logits = output[0] if isinstance(output, tuple) else output
        for hook in hooks:
            hook.remove()
        weights = score_weights(logits.numpy(), seed)
        gradients = [gradients_of((logits * paddle.to_tensor(each, "float64")).sum(), values) for each in weights]
        return Truth(
            self.image(seed),
            weights,
            logits.numpy(),
            {name: value.numpy() for name, value in values.items()},
            gradients,
        )


def build(name: str, precision: str) -> paddle.nn.Layer:
    paddle.set_default_dtype(precision)
    paddle.seed(7)
    model = getattr(paddle.vision.models, name)(pretrained=False)
    model.to(dtype=precision)  # the older of the two BatchNorms does not know the default
    model.eval()
    return model


def recording(values: dict[str, paddle.Tensor], name: str, layer: paddle.nn.Layer):
    """Keeps what the layer reads, too: half of the activations are functions, not layers."""

    def keep(key: str, value) -> None:
        if isinstance(value, paddle.Tensor) and len(value.shape) == 4 and value.shape[2] * value.shape[3] > 1:
            values.setdefault(key, value)

    yield layer.register_forward_pre_hook(lambda _, inputs: keep(f"input of {name}", inputs[0]))
    yield layer.register_forward_post_hook(lambda _, inputs, output: keep(name, output))


def gradients_of(score: paddle.Tensor, values: dict[str, paddle.Tensor]) -> dict[str, np.ndarray]:
    unique = {id(value): value for value in values.values()}
    found = paddle.grad([score], list(unique.values()), retain_graph=True, allow_unused=True)
    gradients = dict(zip(unique, found))
    return {
        name: gradients[id(value)].numpy() for name, value in values.items() if gradients[id(value)] is not None
    }


def subjects() -> list[str]:
    return list(ARCHITECTURES)
