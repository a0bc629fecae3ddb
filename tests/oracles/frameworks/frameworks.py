"""Compares the gradient export with frameworks other than PyTorch, on the files that their exporters write."""

from __future__ import annotations

import argparse
import importlib
import json
import re
import shutil
import sys
import traceback
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import asdict
from multiprocessing import get_context
from pathlib import Path

SUBJECTS = {
    "keras": ("keras_subject", "KerasSubject"),
    "paddle": ("paddle_subject", "PaddleSubject"),
    "flax": ("flax_subject", "FlaxSubject"),
}


def main() -> int:
    options = parse()
    options.out.mkdir(parents=True, exist_ok=True)
    rows, is_whole = [], True
    for name in importlib.import_module(SUBJECTS[options.framework][0]).subjects():
        if not re.search(options.filter, name):
            continue
        # A process for each: frameworks do not give memory back.
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            found = result(pool.submit(run, options.framework, name, options.command, options.out, options.exporter))
        if not found:
            print(f"fail    {options.framework}/{name}: nothing could be compared", flush=True)
            is_whole = False
        for row in found:
            print(line(row), flush=True)
        rows += found
    return 0 if rows and is_whole and all(row["result"] in ("pass", "no file") for row in rows) else 1


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("framework", choices=SUBJECTS)
    parser.add_argument("--command", type=Path, required=True, help="main.js of the bundled `saliency` command")
    parser.add_argument("--out", type=Path, required=True, help="folder for the results, one file an architecture")
    parser.add_argument("--filter", default="", help="only architectures whose name matches this regular expression")
    parser.add_argument("--exporter", default="", help="only exporters whose name matches this regular expression")
    return parser.parse_args()


def result(job: Future) -> list[dict]:
    """Nothing where the framework itself failed or the process died: the others go on."""
    try:
        return job.result()
    except Exception:
        traceback.print_exc()
        return []


def run(framework: str, name: str, command: Path, out: Path, exporter: str) -> list[dict]:
    import comparison
    from saliency import Saliency

    module, kind = SUBJECTS[framework]
    subject = getattr(importlib.import_module(module), kind)(name)
    truths: list = []
    rows = []
    for export in subject.exports:
        if not re.search(exporter, export.exporter):
            continue
        folder = out / "files" / f"{framework}-{name}-{export.exporter}{export.opset}-{export.image_layout}"
        row = asdict(comparison.compare(subject, export, truths, Saliency(command), folder))
        if row["result"] == "pass":
            shutil.rmtree(folder)
        rows.append(row)
    (out / f"{framework}-{name}.json").write_text(json.dumps(rows, indent=1))
    return rows


def line(row: dict) -> str:
    numbers = "" if row["gradient"] is None else f" logits {row['logits']:.1e} gradient {row['gradient']:.1e}"
    file = f"{row['framework']}/{row['name']} {row['exporter']} {row['opset']} {row['image_layout']}"
    return f"{row['result']:7} {file} {row['layer']} {row['shape']}{numbers} {row['reason'][:300]}"


if __name__ == "__main__":
    sys.exit(main())
