"""Networks as tf2onnx and keras2onnx write them: an NHWC image, Transposes around operators that want NCHW,
SAME padding, biases and activations in NHWC, weights of dense layers as [in, out], Softmax last."""

from __future__ import annotations

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

TO_NCHW, TO_NHWC = [0, 3, 1, 2], [0, 2, 3, 1]


class Sketch:
    def __init__(self, seed: int, opset: int, size: int) -> None:
        self.random = np.random.default_rng(seed)
        self.opset = opset
        self.nodes: list[onnx.NodeProto] = []
        self.initializers: list[onnx.TensorProto] = []
        self.image = helper.make_tensor_value_info("images:0", TensorProto.FLOAT, ["unk__1", size, size, 3])

    def node(self, operator: str, *inputs: str, **attributes) -> str:
        output = f"{operator}__{len(self.nodes)}:0"
        self.nodes.append(helper.make_node(operator, list(inputs), [output], output[:-2], **attributes))
        return output

    def constant(self, values) -> str:
        name = f"const_{len(self.initializers)}"
        self.initializers.append(numpy_helper.from_array(np.asarray(values), name))
        return name

    def weights(self, *dims: int) -> str:
        return self.constant((self.random.standard_normal(dims) / np.sqrt(np.prod(dims[1:]))).astype(np.float32))

    def bias(self, *dims: int) -> str:
        return self.constant((0.1 * self.random.standard_normal(dims)).astype(np.float32))

    def conv(self, x: str, inputs: int, outputs: int, kernel: int, stride: int = 1, group: int = 1) -> str:
        w = self.weights(outputs, inputs // group, kernel, kernel)
        pads = {"auto_pad": "SAME_UPPER", "group": group, "strides": [stride, stride]}
        return self.node("Conv", x, w, kernel_shape=[kernel, kernel], **pads)

    def batch_norm(self, x: str, channels: int) -> str:
        scale, variance = (self.constant(self.random.uniform(0.5, 1.5, channels).astype(np.float32)) for _ in "sv")
        return self.node("BatchNormalization", x, scale, self.bias(channels), self.bias(channels), variance)

    def relu6(self, x: str) -> str:
        return self.node("Clip", x, self.constant(np.float32(0)), self.constant(np.float32(6)))

    def transposed(self, x: str, perm: list[int]) -> str:
        return self.node("Transpose", x, perm=perm)

    def classify(self, x: str, channels: int) -> onnx.ModelProto:
        scores = self.node("Add", self.node("MatMul", x, self.weights(channels, 10)), self.bias(10))
        options = {"axis": -1} if self.opset >= 13 else {"axis": 1}
        last = self.node("Softmax", scores, **options)
        output = helper.make_tensor_value_info(last, TensorProto.FLOAT, ["unk__2", 10])
        graph = helper.make_graph(self.nodes, "tf2onnx", [self.image], [output], self.initializers)
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", self.opset)], ir_version=6)


def vgg() -> onnx.ModelProto:
    """Every operator between its own pair of Transposes; a dense layer on the flattened NHWC map."""
    s = Sketch(1, opset=11, size=32)
    x, channels = "images:0", 3
    for width in (8, 16):
        x = s.transposed(s.conv(s.transposed(x, TO_NCHW), channels, width, 3), TO_NHWC)
        x = s.node("Relu", s.node("Add", x, s.bias(width)))
        pooled = s.node("MaxPool", s.transposed(x, TO_NCHW), kernel_shape=[2, 2], strides=[2, 2])
        x, channels = s.transposed(pooled, TO_NHWC), width
    flat = s.node("Reshape", x, s.constant(np.array([-1, 8 * 8 * 16], np.int64)))
    hidden = s.node("Relu", s.node("Add", s.node("MatMul", flat, s.weights(1024, 32)), s.bias(32)))
    return s.classify(hidden, 32)


def efficientnet_lite() -> onnx.ModelProto:
    """One Transpose at the image; inverted residuals with ReLU6; squeezed by AveragePool and Squeeze."""
    s = Sketch(2, opset=12, size=40)
    x = s.relu6(s.batch_norm(s.conv(s.transposed("images:0", TO_NCHW), 3, 8, 3, 2), 8))
    for stride in (1, 2):
        inside = s.relu6(s.batch_norm(s.conv(x, 8, 24, 1), 24))
        inside = s.relu6(s.batch_norm(s.conv(inside, 24, 24, 5, stride, group=24), 24))
        inside = s.batch_norm(s.conv(inside, 24, 8, 1), 8)
        x = s.node("Add", inside, x) if stride == 1 else inside
    x = s.relu6(s.batch_norm(s.conv(x, 8, 32, 1), 32))
    pooled = s.node("AveragePool", x, kernel_shape=[10, 10], strides=[1, 1])
    return s.classify(s.node("Squeeze", pooled, axes=[2, 3]), 32)


def squeeze_excite() -> onnx.ModelProto:
    """Swish, squeeze-and-excitation and the mean over [1, 2], all in NHWC; SAME pooling of an odd size."""
    s = Sketch(3, opset=12, size=35)
    x = s.transposed(s.conv(s.transposed("images:0", TO_NCHW), 3, 12, 3, 2), TO_NHWC)
    x = s.node("Add", x, s.bias(12))
    x = s.node("Mul", x, s.node("Sigmoid", x))
    pooled = s.node(
        "AveragePool", s.transposed(x, TO_NCHW), kernel_shape=[3, 3], strides=[2, 2], auto_pad="SAME_UPPER"
    )
    x = s.transposed(pooled, TO_NHWC)
    squeezed = s.node("ReduceMean", x, axes=[1, 2], keepdims=1)
    gate = s.transposed(s.conv(s.transposed(squeezed, TO_NCHW), 12, 3, 1), TO_NHWC)
    gate = s.node("Relu", s.node("Add", gate, s.bias(3)))
    gate = s.transposed(s.conv(s.transposed(gate, TO_NCHW), 3, 12, 1), TO_NHWC)
    x = s.node("Mul", x, s.node("Sigmoid", gate))
    x = s.transposed(s.conv(s.transposed(x, TO_NCHW), 12, 20, 3), TO_NHWC)
    x = s.node("Relu", s.node("Add", x, s.bias(20)))
    return s.classify(s.node("ReduceMean", x, axes=[1, 2], keepdims=0), 20)


MODELS = {"vgg": vgg, "efficientnet_lite": efficientnet_lite, "squeeze_excite": squeeze_excite}
