"""Every architecture of the zoo: built, exported, differentiated by `saliency export --single`, compared with PyTorch.

    python oracle.py --command DIR/main.js [--cache DIR] [--sample] [--library L] [--filter NAME] [--exporter E]

Files already in the cache are not made again. Ends with status 1 when a row does not pass although there is a file.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import re
import shutil
import sys
import time
import traceback
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Callable

import check as checking
import prepare as preparing
import table
import zoo
from architecture import Architecture
from saliency import Saliency

HERE = Path(__file__).parent
FORK = multiprocessing.get_context("fork")
PREPARE_SECONDS, CHECK_SECONDS = 3600, 1200


def main() -> int:
    options = parse_arguments()
    cache = options.cache.resolve()
    rows = []
    for architecture in chosen(options):
        folder = cache / architecture.key
        exporters = zoo.exporters(architecture, options.exporter)
        if options.prepared:
            exporters = [e for e in exporters if e in prepared_exporters(folder)]
        if options.resume:
            exporters = [e for e in exporters if not passed(folder, e)]
        if not exporters:
            continue
        folder.mkdir(parents=True, exist_ok=True)
        started = time.time()
        problem = prepare(cache, architecture, exporters)
        for exporter in exporters:
            if problem:
                row = failed(architecture, exporter, problem)
            else:
                row = check_away_from_kinks(cache, architecture, exporter, options.command)
            rows.append(row)
            (folder / f"{exporter}.result.json").write_text(json.dumps(row, indent=1))
            print(line(row), flush=True)
        print(f"{architecture.key}: {time.time() - started:.0f} s in all", flush=True)
        if options.prune and all(passed(folder, exporter) for exporter in exporters):
            prune(folder)
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
    parser.add_argument("--filter", default="", help="only architectures whose name matches this regular expression")
    parser.add_argument("--exporter", choices=["classic", "dynamo", "file"])
    parser.add_argument("--table", type=Path, help="write the table of all results in the cache here")
    parser.add_argument("--prepared", action="store_true", help="only what the cache already holds")
    parser.add_argument("--prune", action="store_true", help="keep only the results of architectures that passed")
    parser.add_argument("--resume", action="store_true", help="leave out what has passed before")
    return parser.parse_args()


def chosen(options: argparse.Namespace):
    for library in [options.library] if options.library else zoo.LIBRARIES:
        for architecture in zoo.architectures(library):
            if not re.search(options.filter, architecture.name) or (options.sample and not architecture.sample):
                continue
            yield architecture


def passed(folder: Path, exporter: str) -> bool:
    result = folder / f"{exporter}.result.json"
    return result.exists() and json.loads(result.read_text())["result"] == "pass"


def prune(folder: Path) -> None:
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif not path.name.endswith(".result.json"):
            path.unlink()


def prepared_exporters(folder: Path) -> set[str]:
    meta = folder / "meta.json"
    return set(json.loads(meta.read_text())["exporters"]) if meta.exists() else set()


def prepare(cache: Path, architecture: Architecture, exporters: list[str]) -> str:
    """Returns what went wrong, or ''."""
    if prepared_exporters(cache / architecture.key).issuperset(exporters):
        return ""
    return in_child(partial(preparing.prepare, cache, architecture, exporters), PREPARE_SECONDS)[1]


def check_away_from_kinks(cache: Path, architecture: Architecture, exporter: str, command: Path) -> dict:
    """In float32, and where no image passes in float64: constants folded by the exporter are rounded there, too."""
    folder = cache / architecture.key
    row = check(folder, exporter, command)
    while checking.may_be_a_kink(row) and take_next_image(cache, architecture, preparing.IMAGES):
        row = check(folder, exporter, command)
    if not checking.may_be_rounding(row):
        return row
    exact = check(folder, exporter, command, in_float64=True)
    while checking.may_be_a_kink(exact) and take_next_image(cache, architecture, preparing.EXACT_IMAGES):
        exact = check(folder, exporter, command, in_float64=True)
    return exact if exact["result"] == "pass" else row


def take_next_image(cache: Path, architecture: Architecture, last: int) -> bool:
    """A wrong rule fails at every image, a ReLU on the edge at its own."""
    meta = json.loads((cache / architecture.key / "meta.json").read_text())
    if meta.get("variant", 0) >= last:
        return False
    return not in_child(partial(preparing.prepare, cache, architecture, [], True), PREPARE_SECONDS)[1]


def check(folder: Path, exporter: str, command: Path, in_float64: bool = False) -> dict:
    def work() -> dict:
        return checking.as_json(checking.check(folder, exporter, Saliency(command), in_float64))

    row, problem = in_child(work, CHECK_SECONDS)
    if not problem:
        return row
    meta = json.loads((folder / "meta.json").read_text())
    return {**{key: meta[key] for key in ("library", "name", "family")}, **failure(exporter, problem)}


def in_child(work: Callable[[], object], seconds: int) -> tuple[object, str]:
    """Runs `work` in a fork, which gives its memory back and may crash; returns its result and what went wrong."""
    receiver, sender = FORK.Pipe(duplex=False)
    child = FORK.Process(target=send_result, args=(sender, work))
    child.start()
    sender.close()
    try:
        if not receiver.poll(seconds):
            return None, f"not done after {seconds} s"
        return receiver.recv()
    except EOFError:
        return None, "the process died"
    finally:
        child.kill()
        child.join()


def send_result(sender: Connection, work: Callable[[], object]) -> None:
    try:
        sender.send((work(), ""))
    except Exception as error:  # becomes a row of the table
        traceback.print_exc()
        sender.send((None, f"{type(error).__name__}: {str(error)[:600]}"))


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
