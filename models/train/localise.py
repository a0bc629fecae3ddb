"""How well the network's CAMs find the objects of the held-out scenes: python localise.py

The one place that looks at boxes, and only to measure. For every class present in a scene: a map from the layer's
activations A and gradients g = dS/dA, upsampled to the image, cut at a share of its maximum; the boxes of the
connected parts are compared with the objects' boxes.
"""

import argparse
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from components import component_boxes
from dataset import normalise, read_pixels
from evaluate import held_out
from labels import LABELS
from network import WorkbenchNet

HERE = Path(__file__).parent
IMAGE = (320, 448)


def grad_cam(a, g):
    return (g.mean((1, 2), keepdims=True) * a).sum(0)


def grad_cam_plus_plus(a, g):
    total = a.sum((1, 2), keepdims=True)
    positive = g.clip(0)
    weight = np.divide(positive, 2 + positive * total, where=positive > 0, out=np.zeros_like(g))
    return (weight.sum((1, 2), keepdims=True) * a).sum(0)


def hires_cam(a, g):
    return (g * a).sum(0)


def layer_cam(a, g):
    return (g.clip(0) * a).sum(0)


METHODS = {"grad-cam": grad_cam, "grad-cam++": grad_cam_plus_plus, "hires-cam": hires_cam, "layer-cam": layer_cam}


def overlap(a, b) -> float:
    width = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    height = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    shared = max(0, width) * max(0, height)
    return shared / (a[2] * a[3] + b[2] * b[3] - shared)


def gradients(net: WorkbenchNet, image: torch.Tensor, layer: str):
    """Activations at the layer, and a function that gives dS/dA of a class."""
    with torch.no_grad():
        features = net.last_stage(image)
        if layer == "pool5":
            features = net.pool(features)
    features.requires_grad_(True)
    flat = (features if layer == "pool5" else net.pool(features)).flatten(1)
    logits = net.fc8(torch.relu(net.fc7(torch.relu(net.fc6(flat)))))

    def gradient(label: int) -> np.ndarray:
        return torch.autograd.grad(logits[0, label], features, retain_graph=True)[0][0].numpy()

    return features.detach()[0].numpy(), gradient


def heatmap(values: np.ndarray) -> np.ndarray:
    """At half the image's resolution, which is fine enough for boxes and four times as fast."""
    positive = torch.from_numpy(values.clip(0).astype(np.float32))[None, None]
    size = (IMAGE[0] // 2, IMAGE[1] // 2)
    return F.interpolate(positive, size=size, mode="bilinear", align_corners=False)[0, 0].numpy()


class Tally:
    def __init__(self):
        self.best: list[float] = []
        self.drafts = 0
        self.pointed: list[bool] = []

    def add(self, map_: np.ndarray, threshold: float, objects: list[list[float]]):
        mask = map_ > threshold * map_.max()
        drafts = [tuple(2 * v for v in box) for box in component_boxes(mask) if box[2] * box[3] >= 60]
        self.drafts += len(drafts)
        for box in objects:
            self.best.append(max((overlap(draft, box) for draft in drafts), default=0.0))
        y, x = np.unravel_index(map_.argmax(), map_.shape)
        x, y = 2 * x + 1, 2 * y + 1
        self.pointed.append(any(b[0] <= x < b[0] + b[2] and b[1] <= y < b[1] + b[3] for b in objects))

    def numbers(self) -> dict:
        best = np.array(self.best)
        return {
            "third": float((best >= 0.3).mean()),
            "half": float((best >= 0.5).mean()),
            "mean": float(best.mean()),
            "pointing": float(np.mean(self.pointed)),
            "drafts": self.drafts / len(best),
        }


def measure(run: Path, scenes: Path, thresholds) -> dict[tuple[str, str, float], Tally]:
    net = WorkbenchNet(len(LABELS))
    net.load_state_dict(torch.load(run, map_location="cpu"))
    net.eval()
    files, _, boxes = held_out(scenes)
    tallies: dict[tuple[str, str, float], Tally] = {}
    for file, found in zip(files, boxes, strict=True):
        image = normalise(torch.from_numpy(read_pixels(file).copy())[None])
        for layer in ("relu5_3", "pool5"):
            activations, gradient = gradients(net, image, layer)
            for label in sorted({label for label, _ in found}):
                g = gradient(label)
                objects = [box for other, box in found if other == label]
                for name, method in METHODS.items():
                    map_ = heatmap(method(activations, g))
                    for threshold in thresholds:
                        tallies.setdefault((layer, name, threshold), Tally()).add(map_, threshold, objects)
    return tallies


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, default=HERE / "runs/workbench.pt")
    parser.add_argument("--scenes", type=Path, default=HERE.parent / "evaluation")
    parser.add_argument("--thresholds", type=float, nargs="+", default=[0.15, 0.25, 0.35, 0.5])
    options = parser.parse_args()
    for (layer, name, threshold), tally in measure(options.run, options.scenes, options.thresholds).items():
        n = tally.numbers()
        print(
            f"{layer:8} {name:11} {threshold:.2f}  IoU>=0.3 {n['third']:.3f}  IoU>=0.5 {n['half']:.3f}  "
            f"mean {n['mean']:.3f}  pointing {n['pointing']:.3f}  drafts an object {n['drafts']:.2f}"
        )


if __name__ == "__main__":
    main()
