"""The nine light models of the onnx package: real topologies of 2016 (opset 9, IR 3) without weights.

Their weights are ConstantOfShape nodes. Here they become initializers with random numbers, listed as graph inputs
too, as files of that age have them.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

FOLDER = Path(onnx.__file__).parent / "backend/test/data/light"


def names() -> list[str]:
    return sorted(path.stem.removeprefix("light_") for path in FOLDER.glob("*.onnx"))


def build(name: str) -> onnx.ModelProto:
    model = onnx.load(str(FOLDER / f"light_{name}.onnx"))
    random = np.random.default_rng(len(name))
    graph = model.graph
    lift_constants(graph)
    roles = {
        tensor: (node.op_type, position) for node in graph.node for position, tensor in enumerate(node.input)
    }
    for tensor in graph.initializer:
        if tensor.data_type == TensorProto.FLOAT and tensor.name in roles:
            values = draw(random, tuple(tensor.dims), *roles[tensor.name])
            tensor.CopyFrom(numpy_helper.from_array(values.astype(np.float32), tensor.name))
    return model


def lift_constants(graph: onnx.GraphProto) -> None:
    shapes = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    constants = [node for node in graph.node if node.op_type == "ConstantOfShape"]
    for node in constants:
        dims = [int(size) for size in shapes[node.input[0]]]
        graph.initializer.append(numpy_helper.from_array(np.zeros(dims, np.float32), node.output[0]))
        graph.input.append(helper.make_tensor_value_info(node.output[0], TensorProto.FLOAT, dims))
        graph.node.remove(node)
    used = {tensor for node in graph.node for tensor in node.input}
    for field in (graph.initializer, graph.input):
        for unused in [entry for entry in field if entry.name not in used]:
            field.remove(unused)


def draw(random: np.random.Generator, dims: tuple[int, ...], operator: str, position: int) -> np.ndarray:
    if len(dims) > 1:
        return random.standard_normal(dims) / np.sqrt(np.prod(dims[1:]))
    if operator == "BatchNormalization" and position == 2:
        return random.normal(0.3, 0.3, dims)  # as in calibrate.py
    scale = (operator == "BatchNormalization" and position in (1, 4)) or operator == "Unsqueeze"
    return random.uniform(0.5, 1.5, dims) if scale else 0.1 * random.standard_normal(dims)
