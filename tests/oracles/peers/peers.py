"""Maps of this package against those of Captum and pytorch-grad-cam; against the paper where a peer departs from it."""

from __future__ import annotations

import argparse
import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torchvision
from captum.attr import LayerGradCam
from pytorch_grad_cam import EigenCAM, GradCAM, GradCAMElementWise, GradCAMPlusPlus, HiResCAM, LayerCAM, XGradCAM
from pytorch_grad_cam.utils.model_targets import ClassifierOutputTarget

TOLERANCE = 1e-4
"""Of the map's largest magnitude."""

FAITHFUL = {
    "grad-cam": GradCAM,
    "hires-cam": HiResCAM,
    "layer-cam": LayerCAM,
    "xgrad-cam": XGradCAM,
    "grad-cam-elementwise": GradCAMElementWise,
}


@dataclass
class Question:
    name: str
    model: torch.nn.Module
    layer: torch.nn.Module
    image: torch.Tensor
    class_index: int = 0


def network(name: str, size: int, layer: str, logit_scale: float = 1.0) -> Question:
    torch.manual_seed(7)
    model = torchvision.models.get_model(name, weights=None, init_weights=True) if name == "vgg11" else None
    model = (model or torchvision.models.get_model(name, weights=None)).eval()
    for module in model.modules():
        if hasattr(module, "inplace"):  # hooks would see what comes after
            module.inplace = False
    linear = [module for module in model.modules() if isinstance(module, torch.nn.Linear)][-1]
    with torch.no_grad():
        linear.weight *= logit_scale
        linear.bias += 1
    scaled = f", logits x {logit_scale:g}" if logit_scale != 1 else ""
    image = torch.randn(1, 3, size, size)
    return Question(f"{name} @ {layer}{scaled}", model, model.get_submodule(layer), image)


QUESTIONS = [
    network("vgg11", 224, "features.19"),
    network("resnet18", 96, "layer4"),
    network("resnet18", 96, "layer3"),
    network("mobilenet_v2", 96, "features.18"),
    network("densenet121", 96, "features.denseblock3"),
    network("resnet18", 96, "layer3", logit_scale=1e-2),
]


def tensors(question: Question) -> tuple[np.ndarray, np.ndarray]:
    """Activations and gradients of the class's logit, by autograd."""
    kept: dict[str, torch.Tensor] = {}

    def keep(_module, _inputs, output):
        output.retain_grad()
        kept["A"] = output

    handle = question.layer.register_forward_hook(keep)
    question.model(question.image)[0, question.class_index].backward()
    handle.remove()
    return kept["A"].detach().numpy()[0], kept["A"].grad.numpy()[0]


def ours(questions: list[Question], work: Path) -> list[dict]:
    jobs = []
    for i, question in enumerate(questions):
        path = {kind: str(work / f"{i}.{kind}") for kind in ("onnx", "input", "activations", "json")}
        options = {"input_names": ["image"], "output_names": ["logits"], "dynamo": False}
        torch.onnx.export(question.model, (question.image,), path["onnx"], **options)
        question.image.numpy().tofile(path["input"])
        tensors(question)[0].tofile(path["activations"])
        jobs.append(
            {
                "model": path["onnx"],
                "shape": list(question.image.shape),
                "input": path["input"],
                "activations": path["activations"],
                "classIndex": question.class_index,
                "out": path["json"],
            }
        )
    (work / "jobs.json").write_text(json.dumps(jobs))
    subprocess.run(["node", str(Path(__file__).with_name("maps.mjs")), str(work / "jobs.json")], check=True)
    return [json.loads(Path(job["out"]).read_text()) for job in jobs]


def captum_map(question: Question) -> np.ndarray:
    attribution = LayerGradCam(question.model, question.layer)
    return attribution.attribute(question.image, target=question.class_index).detach().numpy()[0, 0]


def peer_map(method: type, question: Question) -> np.ndarray:
    """Before the ReLU and the normalisation, at the layer's resolution."""
    A, g = tensors(question)
    targets = [ClassifierOutputTarget(question.class_index)]
    with method(model=question.model, target_layers=[question.layer]) as cam:
        return cam.get_cam_image(question.image, question.layer, targets, A[None], g[None], False)[0]


def paper_map(A: np.ndarray, g: np.ndarray) -> np.ndarray:
    """Grad-CAM++, equation 19 in float64: alpha = g^2 / (2 g^2 + sum(A) g^3)."""
    A, g = A.astype(np.float64), g.astype(np.float64)
    denominator = 2 * g**2 + A.sum(axis=(1, 2), keepdims=True) * g**3
    alpha = np.divide(g**2, denominator, out=np.zeros_like(g), where=denominator != 0)
    weights = (alpha * np.maximum(g, 0)).sum(axis=(1, 2))
    return np.tensordot(weights, A, 1)


def eigen_map(A: np.ndarray) -> np.ndarray:
    """Eigen-CAM: A's cells times its first right singular vector, uncentred; its sign that of the channels' sum."""
    cells = A.reshape(len(A), -1).T.astype(np.float64)
    projection = (cells @ np.linalg.svd(cells, full_matrices=False)[2][0]).reshape(A.shape[1:])
    return projection * (1 if (projection * A.sum(axis=0)).sum() >= 0 else -1)


def off(found: np.ndarray, wanted: np.ndarray) -> float:
    return float(np.abs(found - wanted).max() / np.abs(wanted).max())


def scale_free(found: np.ndarray, wanted: np.ndarray) -> float:
    """Normalised as they are shown: the two tools may differ by a factor and still show the same."""
    positive = [np.maximum(one, 0) for one in (found, wanted)]
    return off(*[one / max(one.max(), 1e-30) for one in positive])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True)
    work = parser.parse_args().work
    failures: list[str] = []

    def expect(holds: bool, what: str, value: float) -> None:
        print(f"{'ok  ' if holds else 'FAIL'}  {what}: {value:.2e}")
        if not holds:
            failures.append(what)

    for question, answer in zip(QUESTIONS, ours(QUESTIONS, work)):
        shape = (answer["height"], answer["width"])
        maps = {name: np.array(values).reshape(shape) for name, values in answer["maps"].items()}
        A, g = tensors(question)
        print(f"\n{question.name}, ONNX tensor {answer['layer']}; median |g| {np.median(np.abs(g[g != 0])):.1e}")
        expect(answer["off"] < TOLERANCE * np.abs(A).max(), "the same layer", answer["off"])
        error = off(maps["grad-cam"], captum_map(question))
        expect(error < TOLERANCE, "Captum LayerGradCam", error)
        for name, method in FAITHFUL.items():
            sums = np.abs(A.sum(axis=(1, 2)))
            if name == "xgrad-cam" and (A.min() < 0 or ((sums > 0) & (sums < 1e-3)).any()):
                continue  # its 1e-7 is added to a sum that may be as small
            error = off(maps[name], peer_map(method, question))
            expect(error < TOLERANCE, f"pytorch-grad-cam {method.__name__}", error)
        if A.min() < 0:
            continue
        error = off(maps["grad-cam++"], paper_map(A, g))
        expect(error < TOLERANCE, "the paper's Grad-CAM++", error)
        error = off(maps["eigen-cam"], eigen_map(A))
        expect(error < TOLERANCE, "the paper's Eigen-CAM", error)
        # Where peers depart from the papers: an epsilon of 1e-6 beside g^2, and channels centred before the SVD.
        error = off(peer_map(GradCAMPlusPlus, question), paper_map(A, g))
        expect(error > 100 * TOLERANCE, "pytorch-grad-cam GradCAMPlusPlus is off the paper's", error)
        error = scale_free(np.abs(peer_map(EigenCAM, question)), np.abs(eigen_map(A)))
        expect(error > 100 * TOLERANCE, "pytorch-grad-cam EigenCAM is off the paper's", error)

    print(f"\n{len(failures)} of the checks failed." if failures else "\nAll checks passed.")
    return 1 if failures else 0


if __name__ == "__main__":
    raise SystemExit(main())
