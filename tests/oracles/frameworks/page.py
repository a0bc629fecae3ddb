"""The results as a page of the documentation."""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path

RESULTS = {
    "pass": "the default layer is the right one; logits, activations and gradients within 1e-4",
    "fail": "something differs, or the export does not run",
    "refused": "`saliency` says that it cannot export the model",
    "no file": "the framework's exporter fails: there is no ONNX file of a classifier that runs",
}
TITLES = {
    "keras": "Keras on TensorFlow: `keras.applications`",
    "paddle": "PaddlePaddle: `paddle.vision.models`",
    "flax": "Flax: small networks of `tests/oracles/frameworks/flax_networks.py`",
}
VERSIONED = r"tensorflow|keras|tf2onnx|paddle|jax|flax"
INTRODUCTION = """# Gradient export of files from other frameworks

Written by `tests/oracles/frameworks/run.sh`; do not edit. [PyTorch has a page of its own](oracle-table.md).

Every architecture has random weights, scaled so that activations neither vanish nor explode, is written to ONNX by the
exporters that people use, differentiated by `saliency export --single`, and run by ONNX Runtime in float32. The image is
mostly not square, and its batch size is open. Errors are norm(difference) / norm(reference), the worst of a dense
random score and the top class's score; the reference is the framework's own differentiation (`tf.GradientTape`,
`paddle.grad`, `jax.grad`) in float64, on the network without its softmax. Gradients are compared at the default layer
and at two earlier ones; the table shows the worst of the three. Tolerance: 1e-4. The default layer has to hold the
values of the layer that is named in `tests/oracles/frameworks/`, the last in front of the pooling.

Layout is that of the image, then that of the default layer in the file: exporters put Transposes between the two.
A ReLU within rounding of zero may fall on either side in float32, which is nobody's error, and misses at its own image
only: rows with a star needed further images, up to eight, until the gradient of every layer was right at one of them.

An architecture of `tests/oracles/frameworks/*_subject.py` that has no row has not been run since the last change there.
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("results", type=Path)
    parser.add_argument("page", type=Path)
    options = parser.parse_args()
    rows = [row for path in sorted(options.results.glob("*.json")) for row in json.loads(path.read_text())]
    options.page.write_text(render(rows))


def render(rows: list[dict]) -> str:
    versions = ", ".join(line.replace("==", " ") for line in pinned() if re.match(VERSIONED, line))
    sections = [INTRODUCTION, f"Versions: {versions}.\n", summary(rows), troubles(rows)]
    for framework, title in TITLES.items():
        mine = [row for row in rows if row["framework"] == framework]
        if mine:
            sections.append(f"## {title}\n\n" + grid(mine))
    return "\n".join(section for section in sections if section)


def pinned() -> list[str]:
    files = sorted(Path(__file__).parent.glob("requirements-*.txt"))
    return [line for path in files for line in path.read_text().splitlines()]


def summary(rows: list[dict]) -> str:
    lines = ["| | exporter | " + " | ".join(RESULTS) + " |", "|---|---|" + "--:|" * len(RESULTS)]
    for framework, exporter in dict.fromkeys((row["framework"], row["exporter"]) for row in rows):
        mine = [row["result"] for row in rows if (row["framework"], row["exporter"]) == (framework, exporter)]
        lines.append(f"| {framework} | {exporter} | " + " | ".join(str(mine.count(one)) for one in RESULTS) + " |")
    return "\n".join(lines) + "\n\n" + "\n".join(f"- **{result}**: {text}" for result, text in RESULTS.items()) + "\n"


def troubles(rows: list[dict]) -> str:
    lines = [
        f"- {row['framework']} {row['name']}, {row['exporter']}, opset {row['opset']}: {row['result']}: "
        + plain(row["reason"])
        for row in rows
        if row["result"] != "pass"
    ]
    return "## What does not pass\n\n" + "\n".join(lines) + "\n" if lines else ""


def plain(reason: str) -> str:
    """On one line, and without the folder of the file."""
    return re.sub(r"Load model from \S+ failed: *", "", " ".join(reason.split()))[:300].replace("|", "\\|")


def grid(rows: list[dict]) -> str:
    head = "| architecture | exporter | opset | layout | default layer | shape | logits | gradient | result |"
    return "\n".join([head, "|---|---|--:|---|---|---|--:|--:|---|", *map(cells, rows)]) + "\n"


def cells(row: dict) -> str:
    values = [
        row["name"],
        row["exporter"],
        str(row["opset"]),
        f"{row['image_layout']}, {row['layout']}" if row["layout"] else row["image_layout"],
        f"`{row['expected_layer']}`",
        "×".join(map(str, row["shape"])),
        number(row["logits"]),
        number(row["gradient"]),
        row["result"] + (" \\*" if row["seed"] and row["result"] == "pass" else ""),
    ]
    return "| " + " | ".join(values) + " |"


def number(value: float | None) -> str:
    return "" if value is None else f"{value:.0e}"


if __name__ == "__main__":
    main()
