"""First half of the oracle: build, calibrate, export, and write down what PyTorch says.

Everything lands in CACHE/LIBRARY-NAME/, so that the second half (check.py) can run again after a change of the
export alone: EXPORTER/model.onnx, EXPORTER/match.json, reference.npz, meta.json.
"""

from __future__ import annotations

import json
import signal
import time
import traceback
import warnings
from pathlib import Path

import numpy as np
import torch

import onnx_tensors
import reference
from architecture import Architecture
from calibrate import calibrate
from exporters import EXPORTERS
from onnx_in_torch import OnnxInTorch
from derivative import derivative_error

EXPORT_SECONDS = 1500
IMAGES, EXACT_IMAGES = 8, 16


def prepare(cache: Path, architecture: Architecture, exporters: list[str], next_image: bool = False) -> None:
    """With `next_image`, moves on to another image: the one before may lie on a kink of the network."""
    warnings.filterwarnings("ignore")
    torch.set_num_threads(1)
    folder = cache / architecture.key
    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(architecture.seed)
    started = time.time()
    initialise_quickly()
    model = architecture.build().float().eval()
    x = architecture.image()
    if isinstance(model, OnnxInTorch):
        model.calibrate(x)
    else:
        calibrate(model, torch.cat([architecture.image(variant=variant) for variant in range(4)]))
    print(f"{architecture.key}: built in {time.time() - started:.0f} s", flush=True)

    meta = known_meta(folder, architecture)
    for exporter in exporters:
        if exporter not in meta["exporters"]:
            meta["exporters"][exporter] = export(model, x, folder / exporter, exporter)

    reference.to_float64(model)
    if next_image:
        meta["variant"] = meta.get("variant", 0) + 1
        for path in folder.glob("*/match.json"):
            path.unlink()
    x = architecture.image(variant=meta.get("variant", 0))
    if next_image:
        meta["derivative_error"] = derivative_error(model, x)
    known = reference.record(model, x)
    present = [path.parent for path in sorted(folder.glob("*/model.onnx"))]
    matches = [matched(subfolder, x, known) for subfolder in present]
    indices = sorted({index for match in matches for same in match.values() for index in same})
    write_reference(folder / "reference.npz", known, indices, x, architecture.seed)
    meta["parameters"] = sum(tensor.numel() for tensor in model.state_dict().values())
    (folder / "meta.json").write_text(json.dumps(meta, indent=1))
    print(f"{architecture.key}: {time.time() - started:.0f} s {json.dumps(meta['exporters'])[:300]}", flush=True)


def initialise_quickly() -> None:
    """Calibration scales the weights anyway, and truncated normal numbers take minutes for a large model."""

    def normal(tensor: torch.Tensor, mean: float = 0.0, std: float = 1.0, *_, **__) -> torch.Tensor:
        with torch.no_grad():
            return tensor.normal_(mean, std)

    torch.nn.init.trunc_normal_ = normal
    try:
        from timm.layers import weight_init
    except ImportError:
        return
    weight_init._trunc_normal_ = normal


def known_meta(folder: Path, architecture: Architecture) -> dict:
    path = folder / "meta.json"
    if path.exists():
        return json.loads(path.read_text())
    described = {"library": architecture.library, "name": architecture.name, "family": architecture.family}
    return {**described, "size": architecture.size, "sample": architecture.sample, "exporters": {}}


def matched(folder: Path, x: torch.Tensor, known: reference.Reference) -> dict[str, list[int]]:
    """Recording is deterministic, so that the indices of an earlier run still hold."""
    path = folder / "match.json"
    if not path.exists():
        values = onnx_tensors.all_tensors(folder / "model.onnx", x.numpy())
        path.write_text(json.dumps(reference.match(values, known)))
    return json.loads(path.read_text())


def export(model: torch.nn.Module, x: torch.Tensor, folder: Path, exporter: str) -> dict:
    folder.mkdir(exist_ok=True)
    started = time.time()
    signal.signal(signal.SIGALRM, lambda *_: (_ for _ in ()).throw(TimeoutError("the export took too long")))
    signal.alarm(EXPORT_SECONDS)
    try:
        remarks = EXPORTERS[exporter](model, x, folder / "model.onnx")
        return {"ok": True, "seconds": round(time.time() - started, 1), "remarks": remarks}
    except Exception as error:  # a failing exporter is a row of the table, not the end of the run
        (folder / "error.txt").write_text(traceback.format_exc())
        return {"ok": False, "error": f"{type(error).__name__}: {str(error).strip().splitlines()[0][:200] if str(error) else ''}"}
    finally:
        signal.alarm(0)


def write_reference(path: Path, known: reference.Reference, indices: list[int], x: torch.Tensor, seed: int) -> None:
    """The gradients of two scores: a dense random functional of the logits, and the top class."""
    random = np.random.default_rng(seed)
    classes = known.logits.shape[1]
    score_weights = np.zeros((2, 1, classes), np.float32)
    score_weights[0] = random.standard_normal((1, classes))
    score_weights[1, 0, known.logits.argmax()] = 1
    arrays = {"x": x.numpy(), "score_weights": score_weights, "logits": known.logits}
    for seed_index in range(2):
        for index, gradient in zip(indices, known.gradients(indices, score_weights[seed_index])):
            if gradient is not None:
                arrays[f"gradient{seed_index}/{index}"] = gradient.astype(np.float32)
    for index in indices:
        arrays[f"value/{index}"] = known.tensors[index].detach().numpy().astype(np.float32)
    np.savez(path, **arrays)

