"""How a PyTorch model becomes an .onnx file. Each exporter returns a remark for the table, or ''."""

from __future__ import annotations

from pathlib import Path

import onnx
import torch

from onnx_in_torch import OnnxInTorch


def classic(model: torch.nn.Module, x: torch.Tensor, path: Path) -> str:
    """The TorchScript exporter, with a symbolic batch where it can, as most files in the wild have."""
    symbolic = {"image": {0: "batch"}, "logits": {0: "batch"}}
    try:
        export(model, x, path, dynamo=False, dynamic_axes=symbolic)
        return "symbolic batch"
    except Exception:
        export(model, x, path, dynamo=False)
        return "static batch"


def dynamo(model: torch.nn.Module, x: torch.Tensor, path: Path) -> str:
    """The torch.export exporter, static, with the weights in model.onnx.data, as is its default."""
    export(model, x, path, dynamo=True, verbose=False)
    return ""


def export(model: torch.nn.Module, x: torch.Tensor, path: Path, **options) -> None:
    torch.onnx.export(model, (x,), str(path), input_names=["image"], output_names=["logits"], **options)


def file(model: OnnxInTorch, x: torch.Tensor, path: Path) -> str:
    """A model that is ONNX from the start, with its calibrated weights."""
    onnx.save(model.calibrated_file(), str(path))
    return ""


EXPORTERS = {"classic": classic, "dynamo": dynamo, "file": file}
