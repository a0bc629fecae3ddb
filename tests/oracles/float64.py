"""An exported graph in float64, by the reference evaluator of the onnx package: slow, but without rounding.

Random weights may amplify the rounding of float32 until it drowns what is to be measured, in PyTorch's own float32 as
much as in ONNX Runtime's. What the graph *says* can be checked nevertheless.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, numpy_helper
from onnx.reference import ReferenceEvaluator
from onnx.reference.op_run import OpRun


class ConvTranspose(OpRun):
    """The evaluator's own (1.23) fails on groups."""

    op_domain = ""

    def _run(self, x, w, bias=None, strides=None, pads=None, dilations=None, group=1, output_padding=None, **_):
        extra = list(output_padding or (0, 0))
        top, left, bottom, right = pads or (0, 0, 0, 0)
        tensors = [None if values is None else torch.from_numpy(values) for values in (x, w, bias)]
        options = {"stride": strides or 1, "dilation": dilations or 1, "groups": group or 1}
        y = torch.nn.functional.conv_transpose2d(*tensors, output_padding=extra, **options)
        return (y[:, :, top : y.shape[2] - bottom, left : y.shape[3] - right].numpy().copy(),)


class Float64Session:
    """As much of an ONNX Runtime session as the comparison needs."""

    def __init__(self, path: Path) -> None:
        self.model = onnx.load(str(path))
        for tensor in self.model.graph.initializer:
            widen(tensor)
        graph = self.model.graph
        for value in (*graph.input, *graph.output, *graph.value_info):
            if value.type.tensor_type.elem_type == TensorProto.FLOAT:
                value.type.tensor_type.elem_type = TensorProto.DOUBLE
        for attribute in (attribute for node in graph.node for attribute in node.attribute):
            if attribute.type == onnx.AttributeProto.TENSOR:
                widen(attribute.t)
            if attribute.name == "to" and attribute.i == TensorProto.FLOAT:
                attribute.i = TensorProto.DOUBLE
        self.evaluator = ReferenceEvaluator(self.model, new_ops=[ConvTranspose])

    def get_inputs(self):
        return self.model.graph.input

    def get_outputs(self):
        return self.model.graph.output

    def run(self, names: list[str], feeds: dict[str, np.ndarray]) -> list[np.ndarray]:
        return self.evaluator.run(names, {name: values.astype(np.float64) for name, values in feeds.items()})


def widen(tensor: TensorProto) -> None:
    if tensor.data_type == TensorProto.FLOAT:
        values = numpy_helper.to_array(tensor).astype(np.float64)
        tensor.CopyFrom(numpy_helper.from_array(values, tensor.name))
