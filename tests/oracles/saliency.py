"""The `saliency` command, as a user runs it."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path


class Refused(Exception):
    """The command ended with an error that it explains."""


@dataclass(frozen=True)
class Saliency:
    command: Path

    def inspect(self, model: Path) -> tuple[list[str], str]:
        """Names of the spatial layers in order of computation, and of the default one."""
        found = self._run("inspect", str(model))
        if found.get("problem"):
            raise Refused(found["problem"])
        return [layer["name"] for layer in found["layers"]], found["defaultLayer"]

    def export_single(self, model: Path, layers: list[str], out: Path) -> Path:
        wanted = [argument for layer in layers for argument in ("--layer", layer)]
        written = self._run("export", str(model), *wanted, "--single", "--out", str(out))
        return Path(next(file["path"] for file in written["files"] if file["role"] == "gradient"))

    def placement(self, graph: Path) -> dict | None:
        """Nodes on the GPU and names of those on the CPU, by ONNX Runtime's log; None without a software GPU."""
        command = ["node", str(Path(__file__).with_name("placement.mjs")), str(graph)]
        finished = subprocess.run(command, capture_output=True, text=True, timeout=600)
        if finished.returncode != 0:
            raise RuntimeError(f"placement.mjs: {finished.stderr[-300:]}")
        return json.loads(finished.stdout)

    def _run(self, *arguments: str) -> dict:
        finished = subprocess.run(
            ["node", str(self.command), *arguments, "--json"], capture_output=True, text=True, timeout=600
        )
        if finished.returncode != 0:
            # Progress comes first, with paths
            raise Refused((finished.stderr or finished.stdout).rpartition("saliency: ")[2].strip()[:1500])
        return json.loads(finished.stdout)
