"""The results as a page of the documentation."""

from __future__ import annotations

import re
from collections import Counter

RESULTS = {
    "pass": "logits, activations and gradients within 1e-4 of PyTorch",
    "fail": "something differs, or the export does not run",
    "refused": "`saliency` says that it cannot export the model",
    "unmatched": "no layer of the ONNX file is a tensor of the PyTorch model: nothing to compare with",
    "no file": "the exporter of PyTorch fails: there is no ONNX file",
}
LIBRARY_TITLES = {
    "torchvision": "torchvision",
    "timm": "timm",
    "light": "Light models of the onnx package (opset 9, IR 3)",
    "nhwc": "Keras and TensorFlow style (NHWC)",
    "odd": "Small networks of unusual parts",
}

INTRODUCTION = """# Gradient export against PyTorch

Written by `tests/oracles/run.sh`; do not edit. Every architecture has random weights, scaled so that activations
neither vanish nor explode, and is exported to ONNX, differentiated by `saliency export --single`, and run by
ONNX Runtime in float32. Errors are norm(difference) / norm(reference), the worst of a dense random score and
the top class's score; the reference is torch.autograd in float64. Layers: the default one, and two at one and two thirds
of the way to it; the table shows the worst of the three. Tolerance: 1e-4. Off the GPU are the nodes that the WebGPU
execution provider of ONNX Runtime 1.30 leaves to the CPU, as its own placement log says.

A ReLU or a maximum within rounding of a tie may fall on either side in float32, which is nobody's error. Where
gradients miss at the first image while values agree, up to eight other images are tried: a wrong rule fails at all of
them. Such rows are marked with a star. Where all of them miss, because these random weights amplify rounding from layer
to layer, the exported graph is run in float64 by the reference evaluator of the onnx package, at up to eight images
more, since constants that the exporter folded are rounded still; such rows have two stars.

An architecture of `tests/oracles/*_zoo.py` that has no row here has not been run since the last change of the oracle.
"""


def render(rows: list[dict]) -> str:
    sections = [INTRODUCTION, summary(rows), worst(rows), troubles(rows)]
    for library, title in LIBRARY_TITLES.items():
        mine = [row for row in rows if row["library"] == library]
        if mine:
            sections.append(f"## {title}\n\n" + grid(mine))
    return "\n".join(section.rstrip() + "\n" for section in sections if section)


def summary(rows: list[dict]) -> str:
    lines = ["| | exporter | " + " | ".join(RESULTS) + " |", "|---|---|" + "--:|" * len(RESULTS)]
    groups = sorted({(row["library"], row["exporter"]) for row in rows}, key=lambda pair: (order(pair[0]), pair[1]))
    for library, exporter in groups:
        counts = Counter(r["result"] for r in rows if (r["library"], r["exporter"]) == (library, exporter))
        lines.append(f"| {library} | {exporter} | " + " | ".join(str(counts[result]) for result in RESULTS) + " |")
    meaning = "\n".join(f"- **{result}**: {text}" for result, text in RESULTS.items())
    return "\n".join(lines) + f"\n\n{meaning}\n"


def order(library: str) -> int:
    return list(LIBRARY_TITLES).index(library)


def worst(rows: list[dict]) -> str:
    passed = [row for row in rows if row["result"] == "pass" and row["gradient"] is not None]
    if not passed:
        return ""
    top = sorted(passed, key=lambda row: -row["gradient"])[:5]
    named = ", ".join(f"{row['name']} ({row['exporter']}) {row['gradient']:.1e}" for row in top)
    logits = max(row["logits"] for row in passed)
    return f"Worst gradients among those that pass: {named}. Worst logits: {logits:.1e}.\n"


def troubles(rows: list[dict]) -> str:
    wrong = [row for row in rows if row["result"] != "pass"]
    if not wrong:
        return ""
    lines = [f"- {row['library']} {row['name']}, {row['exporter']}: {row['result']}: {one_line(row)}" for row in wrong]
    return "## What does not pass\n\n" + "\n".join(lines) + "\n"


def one_line(row: dict) -> str:
    plain = re.sub(r"\x1b\[[0-9;]*m", "", row["reason"])
    return " ".join(plain.split())[:400].replace("|", "\\|")


def grid(rows: list[dict]) -> str:
    head = "| architecture | exporter | input | default layer | shape | logits | gradient | export | model | nodes | backward nodes, off the GPU | result |"
    lines = [head, "|---|---|--:|---|---|--:|--:|--:|--:|--:|--:|---|"]
    return "\n".join(lines + [cells(row) for row in rows]) + "\n"


def cells(row: dict) -> str:
    default = next((layer for layer in row["layers"] if layer["default"]), None) or next(iter(row["layers"][-1:]), None)
    nodes = f"{row['model_nodes']} → {row['nodes']}" if row.get("nodes") else ""
    values = [
        row["name"],
        row["exporter"],
        str(row.get("size", "")),
        f"`{default['layer']}`" if default else "",
        "×".join(map(str, default["shape"])) if default else "",
        number(row["logits"]),
        number(row["gradient"]),
        size(row.get("export_bytes")),
        size(row.get("model_bytes")),
        nodes,
        backward(row),
        row["result"] + stars(row.get("remarks", "")),
    ]
    return "| " + " | ".join(values) + " |"


def stars(remarks: str) -> str:
    if "in float64" in remarks:
        return " \\*\\*"
    return " \\*" if "kinks" in remarks else ""


def backward(row: dict) -> str:
    """How many nodes the gradient adds, and how many of those ONNX Runtime leaves to the CPU."""
    if row.get("backward_nodes") is None:
        return ""
    off = row.get("backward_off_gpu")
    return f"{row['backward_nodes']}, {'not measured' if off is None else len(off)}"


def number(value: float | None) -> str:
    return "" if value is None else f"{value:.0e}"


def size(count: int | None) -> str:
    if count is None:
        return ""
    return f"{count / 1e6:.0f} MB" if count >= 1e6 else f"{count / 1e3:.0f} KB"
