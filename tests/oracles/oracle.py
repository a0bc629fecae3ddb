"""Every architecture of the zoo: built, exported, differentiated by `saliency export --single`, compared with PyTorch.

    python oracle.py --command DIR/main.js [--cache DIR] [--sample] [--library L] [--filter NAME] [--exporter E]

Files already in the cache are not made again. Ends with status 1 when a row fails that EXPECTED does not excuse.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path

import table
import zoo

HERE = Path(__file__).parent
PREPARE_SECONDS, CHECK_SECONDS = 3600, 1200


def main() -> int:
    options = parse_arguments()
    cache = options.cache.resolve()
    rows = []
    for architecture in chosen(options):
        folder = cache / architecture.key
        exporters = [e for e in zoo.exporters(architecture.library) if options.exporter in (None, e)]
        if options.prepared:
            exporters = [e for e in exporters if e in prepared_exporters(folder)]
        if not exporters:
            continue
        problem = "" if options.prepared else prepare(cache, architecture, exporters)
        for exporter in exporters:
            row = failed(architecture, exporter, problem) if problem else check(folder, exporter, options.command)
            rows.append(row)
            (folder / f"{exporter}.result.json").write_text(json.dumps(row, indent=1))
            print(line(row), flush=True)
    if options.table:
        options.table.write_text(table.render(every_row(cache)))
    (cache / "results.json").write_text(json.dumps(rows, indent=1))
    return report(rows)


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--command", type=Path, required=True, help="the bundled `saliency` command")
    parser.add_argument("--cache", type=Path, default=HERE / ".cache")
    parser.add_argument("--sample", action="store_true", help="a dozen architectures, for CI")
    parser.add_argument("--library", choices=zoo.LIBRARIES)
    parser.add_argument("--filter", default="", help="only architectures whose name contains this")
    parser.add_argument("--exporter", choices=["classic", "dynamo", "file"])
    parser.add_argument("--table", type=Path, help="write the table of all results in the cache here")
    parser.add_argument("--prepared", action="store_true", help="only what the cache already holds")
    return parser.parse_args()


def chosen(options: argparse.Namespace):
    for library in [options.library] if options.library else zoo.LIBRARIES:
        for architecture in zoo.architectures(library):
            if options.filter not in architecture.name or (options.sample and not architecture.sample):
                continue
            yield architecture


def prepared_exporters(folder: Path) -> set[str]:
    meta = folder / "meta.json"
    return set(json.loads(meta.read_text())["exporters"]) if meta.exists() else set()


def prepare(cache: Path, architecture, exporters: list[str]) -> str:
    """Returns what went wrong, or ''."""
    known = prepared_exporters(cache / architecture.key)
    if known.issuperset(exporters):
        return ""
    arguments = [cache, architecture.library, architecture.name, *exporters]
    return run([HERE / "prepare.py", *arguments], PREPARE_SECONDS)[1]


def check(folder: Path, exporter: str, command: Path) -> dict:
    output, problem = run([HERE / "check.py", folder, exporter, command], CHECK_SECONDS)
    if not problem:
        return json.loads(output.splitlines()[-1])
    meta = json.loads((folder / "meta.json").read_text())
    return {**{key: meta[key] for key in ("library", "name", "family")}, **failure(exporter, problem)}


def run(arguments: list, seconds: int) -> tuple[str, str]:
    """Standard output and, if the program failed, the end of its error output."""
    command = [sys.executable, *map(str, arguments)]
    try:
        finished = subprocess.run(command, capture_output=True, text=True, timeout=seconds, cwd=HERE)
    except subprocess.TimeoutExpired:
        return "", f"not done after {seconds} s"
    if finished.returncode == 0:
        return finished.stdout, ""
    return finished.stdout, finished.stderr.strip()[-600:] or f"exit status {finished.returncode}"


def failed(architecture, exporter: str, problem: str) -> dict:
    described = {"library": architecture.library, "name": architecture.name, "family": architecture.family}
    return {**described, **failure(exporter, problem)}


def failure(exporter: str, problem: str) -> dict:
    return {"exporter": exporter, "result": "fail", "reason": problem, "layers": [], "logits": None, "gradient": None}


def line(row: dict) -> str:
    gradient = "" if row["gradient"] is None else f" gradient {row['gradient']:.1e}"
    return f"{row['result']:9} {row['library']}/{row['name']} {row['exporter']}{gradient} {row['reason'][:300]}"


def every_row(cache: Path) -> list[dict]:
    return [json.loads(path.read_text()) for path in sorted(cache.glob("*/*.result.json"))]


def report(rows: list[dict]) -> int:
    counts = {result: sum(row["result"] == result for row in rows) for result in table.RESULTS}
    print(", ".join(f"{count} {result}" for result, count in counts.items() if count))
    return 0 if all(row["result"] in ("pass", "no file") for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
