"""The values of every intermediate tensor of an ONNX file, by ONNX Runtime."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import onnxruntime

onnxruntime.set_default_logger_severity(3)


def session(path: Path, optimise: bool = True) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    if not optimise:
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def all_tensors(path: Path, x: np.ndarray) -> dict[str, np.ndarray]:
    """Float tensors of rank three and more, in topological order."""
    model = onnx.load(str(path), load_external_data=False)
    names = [name for node in model.graph.node for name in node.output if name]
    known = {output.name for output in model.graph.output}
    model.graph.output.extend(onnx.helper.make_empty_tensor_value_info(name) for name in names if name not in known)
    probe = path.with_name("probe.onnx")
    onnx.save(model, str(probe))
    try:
        running = session(probe, optimise=False)
        values = running.run(names, {running.get_inputs()[0].name: x})
    finally:
        probe.unlink()
    return {
        name: value
        for name, value in zip(names, values)
        if isinstance(value, np.ndarray) and value.dtype == np.float32 and value.ndim >= 3
    }
