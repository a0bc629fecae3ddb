"""The forward pass of a small ONNX file in torch, operator by operator, so that autograd can differentiate it.

Knows what the light models of the onnx package and the hand-built ones use, and no more.
"""

from __future__ import annotations

import numpy as np
import onnx
import torch
import torch.nn.functional as F
from onnx import numpy_helper
from torch import nn


def attributes(node: onnx.NodeProto) -> dict:
    return {attribute.name: onnx.helper.get_attribute_value(attribute) for attribute in node.attribute}


def padded(x, pads, value=0.0):
    """ONNX pads are [begin..., end...] per spatial axis; torch wants pairs from the last axis on."""
    half = len(pads) // 2
    pairs = [(pads[axis], pads[axis + half]) for axis in reversed(range(half))]
    return F.pad(x, [size for pair in pairs for size in pair], value=value)


def explicit_pads(x, a, kernel):
    mode = a.get("auto_pad", b"NOTSET")
    strides = a.get("strides", [1, 1])
    if mode in (b"SAME_UPPER", b"SAME_LOWER"):
        total = [max((-(-n // s) - 1) * s + k - n, 0) for n, s, k in zip(x.shape[2:], strides, kernel)]
        small, large = [t // 2 for t in total], [t - t // 2 for t in total]
        return small + large if mode == b"SAME_UPPER" else large + small
    return list(a.get("pads", [0, 0, 0, 0]))


def conv(a, x, w, b=None):
    x = padded(x, explicit_pads(x, a, w.shape[2:]))
    return F.conv2d(x, w, b, a.get("strides", 1), 0, a.get("dilations", 1), a.get("group", 1))


def max_pool(a, x):
    kernel = a["kernel_shape"]
    return F.max_pool2d(padded(x, explicit_pads(x, a, kernel), -torch.inf), kernel, a.get("strides", 1))


def average_pool(a, x):
    kernel, pads = a["kernel_shape"], explicit_pads(x, a, a["kernel_shape"])
    total = F.avg_pool2d(padded(x, pads), kernel, a.get("strides", 1))
    if a.get("count_include_pad", 0):
        return total
    return total / F.avg_pool2d(padded(torch.ones_like(x), pads), kernel, a.get("strides", 1))


def batch_norm(a, x, scale, bias, mean, variance):
    return F.batch_norm(x, mean, variance, scale, bias, eps=a.get("epsilon", 1e-5))


def gemm(a, x, w, b):
    x = x.T if a.get("transA", 0) else x
    w = w.T if a.get("transB", 0) else w
    return a.get("alpha", 1.0) * (x @ w) + a.get("beta", 1.0) * b


def softmax(a, x):
    axis = a.get("axis", 1)
    return x.flatten(axis).softmax(-1).view(x.shape)


OPERATORS = {
    "Conv": conv,
    "MaxPool": max_pool,
    "AveragePool": average_pool,
    "BatchNormalization": batch_norm,
    "Gemm": gemm,
    "Softmax": softmax,
    "LRN": lambda a, x: F.local_response_norm(x, a["size"], a["alpha"], a["beta"], a["bias"]),
    "Relu": lambda a, x: F.relu(x),
    "Clip": lambda a, x, low, high: torch.clamp(x, low.item(), high.item()),
    "GlobalAveragePool": lambda a, x: x.mean((2, 3), keepdim=True),
    "ReduceMean": lambda a, x: x.mean(a["axes"], keepdim=bool(a.get("keepdims", 1))),
    "Concat": lambda a, *xs: torch.cat(xs, a["axis"]),
    "Sum": lambda a, *xs: sum(xs[1:], xs[0]),
    "Add": lambda a, x, y: x + y,
    "Mul": lambda a, x, y: x * y,
    "MatMul": lambda a, x, y: x @ y,
    "Sigmoid": lambda a, x: torch.sigmoid(x),
    "Dropout": lambda a, x: x * 1.0,
    "Reshape": lambda a, x, shape: x.reshape([int(n) or x.shape[i] for i, n in enumerate(shape)]),
    "Flatten": lambda a, x: x.flatten(a.get("axis", 1)),
    "Squeeze": lambda a, x: x.squeeze(tuple(a["axes"])),
    "Transpose": lambda a, x: x.permute(a["perm"]),
    "Unsqueeze": lambda a, x: x[(...,) + (None,) * len(a["axes"])],
    "Constant": lambda a: torch.from_numpy(numpy_helper.to_array(a["value"]).copy()),
}


LINEAR = ("Conv", "Gemm", "MatMul")


def rescale(inputs: list[torch.Tensor], result: torch.Tensor) -> torch.Tensor:
    """Weights and bias in place, to unit deviation of the output, as calibrate.py does for modules."""
    deviation = result.std()
    for parameter in inputs[1:]:
        parameter.div_(deviation)
    return result / deviation


def set_statistics(x, scale, bias, mean, variance) -> None:
    power = x.square().mean((0, 2, 3))
    mean.normal_(0, 0.2).mul_(power.sqrt())
    variance.copy_(power + 0.05 * power.mean() + 1e-3)


class OnnxInTorch(nn.Module):
    """Initializers are buffers; `calibrate()` adapts the weights of linear operators in place."""

    def __init__(self, model: onnx.ModelProto) -> None:
        super().__init__()
        self.model = model
        self.graph = model.graph
        self.buffer_names = {}
        for index, tensor in enumerate(model.graph.initializer):
            self.buffer_names[tensor.name] = f"t{index}"
            self.register_buffer(f"t{index}", torch.from_numpy(numpy_helper.to_array(tensor).copy()))
        self.calibrating = False

    def calibrate(self, batch: torch.Tensor) -> None:
        self.calibrating = True
        with torch.no_grad():
            self(batch)
        self.calibrating = False

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        values = {name: getattr(self, buffer) for name, buffer in self.buffer_names.items()}
        values[next(value.name for value in self.graph.input if value.name not in values)] = x
        for node in self.graph.node:
            inputs = [values[name] for name in node.input if name]
            if self.calibrating and node.op_type == "BatchNormalization":
                set_statistics(*inputs)
            result = OPERATORS[node.op_type](attributes(node), *inputs)
            if self.calibrating and node.op_type in LINEAR and node.input[1] in self.buffer_names:
                result = rescale(inputs, result)
            values[node.output[0]] = result
        last = values[self.graph.output[0].name]
        return self.skip_softmax(values, last)

    def skip_softmax(self, values: dict, last: torch.Tensor) -> torch.Tensor:
        producers = {name: node for node in self.graph.node for name in node.output}
        node = producers[self.graph.output[0].name]
        logits = values[node.input[0]] if node.op_type == "Softmax" else last
        return logits.reshape(logits.shape[0], -1)

    def calibrated_file(self) -> onnx.ModelProto:
        for tensor in self.model.graph.initializer:
            if tensor.data_type == onnx.TensorProto.FLOAT:
                values = getattr(self, self.buffer_names[tensor.name]).numpy()
                tensor.CopyFrom(numpy_helper.from_array(np.ascontiguousarray(values, np.float32), tensor.name))
        return self.model
