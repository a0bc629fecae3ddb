"""`saliency export --single`, run by ONNX Runtime, against what the framework said."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import onnx

sys.path.insert(0, str(Path(__file__).parent.parent))

import onnx_tensors
from distance import distance
from saliency import Refused, Saliency
from subject import Export, Subject, Truth

TOLERANCE = 1e-4
IMAGES = 8
"""A wrong rule fails at every image; a ReLU that float32 puts on the other side of zero, at its own."""
KINK = 0.1
"""What one such ReLU changes the gradient by is less than this."""
TO_NCHW, TO_NHWC = (0, 3, 1, 2), (0, 2, 3, 1)


@dataclass
class Row:
    framework: str
    name: str
    exporter: str
    opset: int
    image_layout: str
    expected_layer: str
    result: str = "fail"
    reason: str = ""
    layer: str = ""
    layout: str = ""
    shape: list[int] = field(default_factory=list)
    earlier: list[str] = field(default_factory=list)
    logits: float | None = None
    activations: float | None = None
    gradient: float | None = None
    seed: int = 0


def compare(subject: Subject, export: Export, truths: list[Truth], saliency: Saliency, folder: Path) -> Row:
    row = Row(
        subject.framework, subject.name, export.exporter, export.opset, export.image_layout, subject.default_layer
    )
    folder.mkdir(parents=True, exist_ok=True)
    model = folder / "model.onnx"
    try:
        subject.write(export, model)
    except Exception as error:  # the exporter's own trouble
        row.result, row.reason = "no file", f"{type(error).__name__}: {str(error)[:300]}"
        return row
    if not model.exists():
        row.result, row.reason = "no file", "the exporter says why in its output"
        return row
    inputs = [value.name for value in onnx.load(str(model)).graph.input]
    if len(inputs) > 1:
        row.result, row.reason = "no file", f"the exporter makes inputs of constants: {', '.join(inputs[1:])}"
        return row
    try:
        onnx_tensors.session(model)
    except Exception as error:
        row.result, row.reason = "no file", f"ONNX Runtime refuses the exporter's file: {str(error)[:300]}"
        return row
    try:
        check(row, subject, export, truths, saliency, model)
    except Refused as refusal:
        row.result, row.reason = "refused", str(refusal)
    except Exception as error:  # e.g. ONNX Runtime rejects the graph
        row.reason = f"{type(error).__name__}: {str(error)[:500]}"
    return row


def check(
    row: Row, subject: Subject, export: Export, truths: list[Truth], saliency: Saliency, model: Path
) -> None:
    names, default = saliency.inspect(model)
    first = truth_of(subject, truths, 0)
    tensors = onnx_tensors.all_tensors(model, image_for(export, first, subject))
    same = matches(names, tensors, first)
    row.layer = default
    if subject.default_layer not in same.get(default, []):
        row.reason = f"the default layer is {default}, known as {same.get(default)}"
        return
    row.shape = list(tensors[default].shape)
    kept = tensors[default].shape == first.values[subject.default_layer].shape
    row.layout = subject.layout if kept else {"NHWC": "NCHW", "NCHW": "NHWC"}[subject.layout]
    before = [name for name in names[: names.index(default)] if name in same]
    row.earlier = list(dict.fromkeys([before[len(before) // 3], before[2 * len(before) // 3]]))
    layers = [*row.earlier, default]
    single = saliency.export_single(model, layers, model.parent / "single")
    session = onnx_tensors.session(single)
    calmest = dict.fromkeys(layers, float("inf"))
    for seed in range(IMAGES):
        truth = truth_of(subject, truths, seed)
        row.seed = seed
        errors = measure(row, session, layers, same, truth, image_for(export, truth, subject))
        calmest = {layer: min(calmest[layer], errors[layer]) for layer in layers}
        judge(row, max(calmest.values()))
        if row.result == "pass" or not row.gradient < KINK:
            return


def truth_of(subject: Subject, truths: list[Truth], seed: int) -> Truth:
    while len(truths) <= seed:
        truths.append(subject.truth(len(truths)))
    return truths[seed]


def image_for(export: Export, truth: Truth, subject: Subject) -> np.ndarray:
    if export.image_layout == subject.layout:
        return truth.image
    return truth.image.transpose(TO_NCHW if export.image_layout == "NCHW" else TO_NHWC)


def matches(names: list[str], tensors: dict[str, np.ndarray], truth: Truth) -> dict[str, list[str]]:
    """The framework's names of the same feature maps, whatever the layout; without what leads to no score."""
    found = {}
    for name in names:
        leading = [known for known in truth.values if known in truth.gradients[0]]
        same = [known for known in leading if closest(tensors.get(name), truth.values[known]) <= TOLERANCE]
        if same:
            found[name] = same
    return found


def closest(found: np.ndarray | None, expected: np.ndarray) -> float:
    """The distance as they are, or with the channels of the expected one elsewhere."""
    if found is None or found.ndim != 4 or found.size != expected.size:
        return float("inf")
    arranged = [expected, expected.transpose(TO_NCHW), expected.transpose(TO_NHWC)]
    return min(distance(found, each) for each in arranged)


def measure(
    row: Row, session, layers: list[str], same: dict[str, list[str]], truth: Truth, image: np.ndarray
) -> dict[str, float]:
    """Errors of the gradients by layer; those of the values, the worst of all images, go to the row."""
    names = [output.name for output in session.get_outputs()]
    image_name = next(value.name for value in session.get_inputs() if value.name != "score_weights")
    errors = dict.fromkeys(layers, 0.0)
    for weights, gradients in zip(truth.score_weights, truth.gradients):
        values = dict(zip(names, session.run(names, {image_name: image, "score_weights": weights})))
        row.logits = max(row.logits or 0, distance(values["logits"], truth.logits))
        for layer in layers:
            known = [name for name in same[layer] if name in gradients]
            activations, gradient = values[f"activations/{layer}"], values[f"gradients/{layer}"]
            nearest = min(closest(activations, truth.values[name]) for name in known)
            row.activations = max(row.activations or 0, nearest)
            errors[layer] = max(errors[layer], min(closest(gradient, gradients[name]) for name in known))
    return errors


def judge(row: Row, gradient: float) -> None:
    row.gradient = gradient
    errors = {"logits": row.logits, "activations": row.activations, "gradient": gradient}
    wrong = {what: error for what, error in errors.items() if not error <= TOLERANCE}
    row.result = "fail" if wrong else "pass"
    row.reason = "; ".join(f"{what}: {error:.1e}" for what, error in wrong.items())
