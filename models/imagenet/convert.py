"""Writes EfficientNet-Lite0 as ordinary ONNX, batch normalisation folded: python convert.py CHECKPOINT.pth OUT.onnx"""

import math
import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from checkpoint import read_checkpoint

SIZE = 224
CLASSES = 1000
EPSILON = 1e-3
# Repeats, kernel, stride, expansion, output channels: blocks_args of efficientnet_lite() in efficientnet-lite-pytorch.
STAGES = [
    (1, 3, 1, 1, 16),
    (2, 3, 2, 6, 24),
    (2, 5, 2, 6, 40),
    (3, 3, 2, 6, 80),
    (3, 5, 1, 6, 112),
    (4, 5, 2, 6, 192),
    (1, 3, 1, 6, 320),
]


class Graph:
    """Collects nodes and weights; every node but the last is named after the tensor that it makes."""

    def __init__(self, tensors: dict[str, np.ndarray]):
        self.tensors = tensors
        self.nodes: list[onnx.NodeProto] = []
        self.weights = [numpy_helper.from_array(np.float32(value), name) for name, value in (("zero", 0), ("six", 6))]

    def add(self, operator: str, inputs: list[str], output: str, **attributes) -> str:
        self.nodes.append(helper.make_node(operator, inputs, [output], name=output, **attributes))
        return output

    def keep(self, name: str, values: np.ndarray) -> str:
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(values, np.float32), name))
        return name

    def convolution(self, x: str, name: str, conv: str, norm: str, side: int, stride: int = 1) -> tuple[str, int]:
        weight = self.tensors[f"{conv}.weight"]
        scale, shift, mean, variance = (
            self.tensors[f"{norm}.{part}"].astype(np.float64) for part in ("weight", "bias", "running_mean", "running_var")
        )
        factor = scale / np.sqrt(variance + EPSILON)
        kernel = weight.shape[2]
        after = math.ceil(side / stride)
        # TensorFlow's SAME: the odd pixel goes right and below.
        pad = max((after - 1) * stride + kernel - side, 0)
        begin, end = pad // 2, pad - pad // 2
        inputs = [
            x,
            self.keep(f"{name}.weight", weight * factor[:, None, None, None]),
            self.keep(f"{name}.bias", shift - mean * factor),
        ]
        depthwise = len(weight) if weight.shape[1] == 1 else 1
        return (
            self.add(
                "Conv",
                inputs,
                name,
                kernel_shape=[kernel, kernel],
                strides=[stride, stride],
                pads=[begin, begin, end, end],
                group=depthwise,
            ),
            after,
        )

    def relu6(self, x: str, name: str) -> str:
        return self.add("Clip", [x, "zero", "six"], name)


def build(tensors: dict[str, np.ndarray]) -> onnx.ModelProto:
    graph = Graph(tensors)
    x, side = graph.convolution("image", "stem_conv", "_conv_stem", "_bn0", SIZE, 2)
    x = graph.relu6(x, "stem")
    channels = 32
    number = 0
    for repeats, _, first_stride, expansion, outputs in STAGES:
        for repeat in range(repeats):
            stride = first_stride if repeat == 0 else 1
            source, name, before = f"_blocks.{number}", f"block{number + 1}", x
            number += 1
            if expansion != 1:
                x, _ = graph.convolution(x, f"{name}_expand_conv", f"{source}._expand_conv", f"{source}._bn0", side)
                x = graph.relu6(x, f"{name}_expand")
            x, side = graph.convolution(
                x, f"{name}_depthwise_conv", f"{source}._depthwise_conv", f"{source}._bn1", side, stride
            )
            x = graph.relu6(x, f"{name}_depthwise")
            skips = stride == 1 and channels == outputs
            projected = f"{name}_project" if skips else name
            x, _ = graph.convolution(x, projected, f"{source}._project_conv", f"{source}._bn2", side)
            x = graph.add("Add", [x, before], name) if skips else x
            channels = outputs
    x, _ = graph.convolution(x, "head_conv", "_conv_head", "_bn1", side)
    x = graph.add("GlobalAveragePool", [graph.relu6(x, "head")], "pool")
    x = graph.add("Flatten", [x], "flatten", axis=1)
    fc = [graph.keep(f"fc.{part}", tensors[f"_fc.{part}"]) for part in ("weight", "bias")]
    graph.nodes.append(helper.make_node("Gemm", [x, *fc], ["logits"], name="fc", transB=1))
    body = helper.make_graph(
        graph.nodes,
        "efficientnet-lite0",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["N", 3, SIZE, SIZE])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["N", CLASSES])],
        graph.weights,
    )
    model = helper.make_model(body, opset_imports=[helper.make_opsetid("", 17)], producer_name="saliency-overlay")
    model.ir_version = 8
    helper.set_model_props(model, {"licence": "Apache-2.0"})
    onnx.checker.check_model(model, full_check=True)
    return model


if __name__ == "__main__":
    onnx.save(build(read_checkpoint(Path(sys.argv[1]))), sys.argv[2])
