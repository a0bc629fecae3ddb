"""Second half of the oracle: `saliency export --single`, run by ONNX Runtime, against what PyTorch said."""

from __future__ import annotations

import json
import shutil
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Callable

import numpy as np
import onnx

import onnx_tensors
from distance import distance
from float64 import Float64Session
from saliency import Refused, Saliency

TOLERANCE = 1e-4
# Beside the model in its folder; all else there holds its weights.
OWN_FILES = ("single", "match.json", "error.txt")


@dataclass
class LayerError:
    layer: str
    default: bool
    shape: list[int]
    activations: float
    gradient: float


@dataclass
class Row:
    """One line of the table: an architecture by one exporter."""

    library: str
    name: str
    family: str
    exporter: str
    size: int
    sample: bool = False
    result: str = ""
    reason: str = ""
    remarks: str = ""
    logits: float | None = None
    layers: list[LayerError] = field(default_factory=list)
    export_bytes: int | None = None
    model_bytes: int | None = None
    nodes: int | None = None
    model_nodes: int | None = None
    export_seconds: float | None = None
    backward_nodes: int | None = None
    backward_off_gpu: list[str] | None = None
    forward_off_gpu: list[str] | None = None

    @property
    def gradient(self) -> float | None:
        return max((layer.gradient for layer in self.layers), default=None)


def check(folder: Path, exporter: str, saliency: Saliency, in_float64: bool = False) -> Row:
    meta = json.loads((folder / "meta.json").read_text())
    row = Row(meta["library"], meta["name"], meta["family"], exporter, meta["size"], meta["sample"])
    exported = meta["exporters"][exporter]
    if not exported["ok"]:
        row.result, row.reason = "no file", exported["error"]
        return row
    row.remarks = exported["remarks"]
    if "variant" in meta:
        row.remarks += f"; image {meta['variant']}, away from kinks"
    if in_float64:
        row.remarks += "; in float64: in float32 these weights amplify rounding"
    if meta.get("derivative_error", 0) > 1e-2:
        row.remarks += f"; autograd is {meta['derivative_error']:.0e} off a central difference"
    try:
        compare(row, folder, saliency, Float64Session if in_float64 else onnx_tensors.session)
    except Refused as refusal:
        row.result, row.reason = "refused", str(refusal)
    except Exception as error:  # e.g. ONNX Runtime rejects the graph: a failure of the export
        row.result, row.reason = "fail", f"{type(error).__name__}: {str(error)[:600]}"
    return row


def compare(row: Row, folder: Path, saliency: Saliency, open_session: Callable) -> None:
    model = folder / row.exporter / "model.onnx"
    matches = json.loads((model.parent / "match.json").read_text())
    names, default = saliency.inspect(model)
    layers = choose_layers(names, default, matches)
    if not layers:
        row.result, row.reason = "unmatched", "no layer is also a tensor of the PyTorch model"
        return
    started = time.time()
    shutil.rmtree(model.parent / "single", ignore_errors=True)
    path = saliency.export_single(model, [name for name, _ in layers], model.parent / "single")
    row.export_seconds = round(time.time() - started, 2)
    describe_files(row, model, path)
    place(row, path, saliency)
    with np.load(folder / "reference.npz") as known:
        measure(row, open_session(path), known, layers, matches)
    judge(row)


def choose_layers(names: list[str], default: str, matches: dict[str, list[int]]) -> list[tuple[str, bool]]:
    """The default layer and the ones at a third and two thirds of the way to it; (name, is the default)."""
    before = [name for name in names[: names.index(default)] if name in matches]
    chosen = [(before[len(before) * third // 3], False) for third in (1, 2) if len(before) >= 3]
    return [*dict.fromkeys(chosen), *([(default, True)] if default in matches else [])]


def describe_files(row: Row, model: Path, single: Path) -> None:
    original = onnx.load(str(model), load_external_data=False)
    exported = onnx.load(str(single), load_external_data=False)
    row.model_bytes = sum(path.stat().st_size for path in model.parent.iterdir() if path.name not in OWN_FILES)
    row.export_bytes = single.stat().st_size
    row.model_nodes, row.nodes = len(original.graph.node), len(exported.graph.node)


def place(row: Row, single: Path, saliency: Saliency) -> None:
    """Which nodes the WebGPU execution provider leaves to the CPU; those that the logits need are the model's own."""
    graph = onnx.load(str(single), load_external_data=False).graph
    forward = needed_by(graph, lambda name: not name.startswith("gradients/"))
    backward = {node.name for node in graph.node} - forward
    row.backward_nodes = len(backward)
    found = saliency.placement(single)
    if found is None:
        return
    row.backward_off_gpu = [name for name in found["cpu"] if name not in forward]
    row.forward_off_gpu = [name for name in found["cpu"] if name in forward]


def needed_by(graph: onnx.GraphProto, wanted: Callable[[str], bool]) -> set[str]:
    """Names of the nodes that outputs depend on."""
    tensors = {output.name for output in graph.output if wanted(output.name)}
    names = set()
    for node in reversed(graph.node):
        if tensors.intersection(node.output):
            tensors.update(node.input)
            names.add(node.name)
    return names


def measure(row: Row, session, known, layers: list[tuple[str, bool]], matches: dict[str, list[int]]) -> None:
    image = next(value.name for value in session.get_inputs() if value.name != "score_weights")
    names = [output.name for output in session.get_outputs()]
    worst = {name: LayerError(name, default, [], 0.0, 0.0) for name, default in layers}
    row.logits = 0.0
    for index, score_weights in enumerate(known["score_weights"]):
        values = dict(zip(names, session.run(names, {image: known["x"], "score_weights": score_weights})))
        row.logits = worse(row.logits, distance(values["logits"], known["logits"]))
        for name, error in worst.items():
            activations, gradient = values[f"activations/{name}"], values[f"gradients/{name}"]
            error.shape = list(activations.shape)
            same = [ref for ref in matches[name] if f"gradient{index}/{ref}" in known]
            error.activations = worse(
                error.activations, min(distance(activations, known[f"value/{ref}"]) for ref in same)
            )
            error.gradient = worse(
                error.gradient, min(distance(gradient, known[f"gradient{index}/{ref}"]) for ref in same)
            )
    row.layers = list(worst.values())


def worse(a: float, b: float) -> float:
    return max(a, b)


def judge(row: Row) -> None:
    errors = {"logits": row.logits}
    for layer in row.layers:
        errors[f"activations of {layer.layer}"] = layer.activations
        errors[f"gradient of {layer.layer}"] = layer.gradient
    wrong = {what: error for what, error in errors.items() if not error <= TOLERANCE}
    row.result = "fail" if wrong else "pass"
    row.reason = "; ".join(f"{what}: {error:.1e}" for what, error in wrong.items())
    if not wrong and not any(layer.default for layer in row.layers):
        row.remarks += "; the default layer has no counterpart in PyTorch"


def may_be_a_kink(row: dict) -> bool:
    """The values agree and the gradients nearly do: perhaps one ReLU fell on the other side of zero."""
    calm = row["logits"] is not None and row["logits"] <= TOLERANCE
    return row["result"] == "fail" and calm and row["gradient"] is not None and 0 < row["gradient"] < 0.1


def may_be_rounding(row: dict) -> bool:
    """Everything ran, and something misses: a wrong rule does so in float64, too."""
    return row["result"] == "fail" and row["gradient"] is not None


def as_json(row: Row) -> dict:
    return {**asdict(row), "gradient": row.gradient}

