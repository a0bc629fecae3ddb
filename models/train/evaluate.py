"""Average precision of workbench.onnx on the held-out scenes: python evaluate.py"""

import argparse
import json
from pathlib import Path

import numpy as np
import onnxruntime
import torch

from dataset import normalise, read_pixels
from labels import LABELS
from precision import per_class

MODELS = Path(__file__).parent.parent


def held_out(folder: Path) -> tuple[list[Path], np.ndarray, list[list[tuple[int, list[float]]]]]:
    """Files, classes present, and for each image its (class, box) pairs, as COCO has them."""
    coco = json.loads((folder / "scenes.json").read_text())
    names = {category["id"]: category["name"] for category in coco["categories"]}
    order = {image["id"]: index for index, image in enumerate(coco["images"])}
    boxes: list[list[tuple[int, list[float]]]] = [[] for _ in order]
    for annotation in coco["annotations"]:
        label = LABELS.index(names[annotation["category_id"]])
        boxes[order[annotation["image_id"]]].append((label, annotation["bbox"]))
    truth = np.zeros((len(order), len(LABELS)))
    for row, found in enumerate(boxes):
        for label, _ in found:
            truth[row, label] = 1
    return [folder / image["file_name"] for image in coco["images"]], truth, boxes


def predict(model: Path, files: list[Path]) -> np.ndarray:
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    rows = []
    for file in files:
        image = normalise(torch.from_numpy(read_pixels(file).copy())[None]).numpy()
        rows.append(session.run(["logits"], {"image": image})[0][0])
    return np.stack(rows)


def evaluate(model: Path, folder: Path) -> dict:
    files, truth, _ = held_out(folder)
    scores = predict(model, files)
    precisions = per_class(scores, truth)
    present = truth > 0.5
    return {
        "images": len(files),
        "mean_average_precision": round(float(np.nanmean(precisions)), 4),
        "average_precision": {label: round(value, 4) for label, value in zip(LABELS, precisions, strict=True)},
        "recall_at_half": round(float((scores[present] > 0).mean()), 4),
        "false_alarms_at_half": round(float((scores[~present] > 0).mean()), 4),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=MODELS / "workbench.onnx")
    parser.add_argument("--scenes", type=Path, default=MODELS / "evaluation")
    options = parser.parse_args()
    print(json.dumps(evaluate(options.model, options.scenes), indent=2))


if __name__ == "__main__":
    main()
