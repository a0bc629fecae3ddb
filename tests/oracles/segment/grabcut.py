"""Compares the masks of src/segment/cut/graph-cut.ts with those of cv2.grabCut, from the same colours, seeds and rounds.

The fixed set: every object of the workbench scenes and of the photographs. OpenCV starts its mixtures by k-means from
random centres, so its own masks differ from seed to seed: by how much stands beside.
"""
import argparse
import json
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
LEAST = 0.95


def sets():
    scenes = json.loads((ROOT / "models/evaluation/scenes.json").read_text())
    boxes = {}
    for annotation in scenes["annotations"]:
        boxes.setdefault(annotation["image_id"], []).append(annotation["bbox"])
    yield "scenes", [
        (ROOT / "models/evaluation" / image["file_name"], boxes.get(image["id"], [])) for image in scenes["images"]
    ]
    photographs = json.loads((ROOT / "models/photographs/photographs.json").read_text())
    yield "photographs", [
        (ROOT / "models/photographs" / photograph["file"], photograph.get("boxes", [])) for photograph in photographs
    ]


def write_pictures(pictures, work):
    cases = []
    for path, boxes in pictures:
        picture = cv2.imread(str(path), cv2.IMREAD_COLOR)
        height, width = picture.shape[:2]
        pixels = work / f"{path.stem}.rgba"
        cv2.cvtColor(picture, cv2.COLOR_BGR2RGBA).tofile(pixels)
        cases += [{"pixels": str(pixels), "width": width, "height": height, "box": box} for box in boxes]
    return cases


def grab_cut(colours, labels, rounds, seed):
    cv2.setRNGSeed(seed)
    labels = labels.copy()
    cv2.grabCut(
        np.ascontiguousarray(colours[..., ::-1]), labels, None, np.zeros((1, 65)), np.zeros((1, 65)), rounds, cv2.GC_INIT_WITH_MASK
    )
    return (labels == cv2.GC_FGD) | (labels == cv2.GC_PR_FGD)


def iou(a, b):
    union = (a | b).sum()
    return (a & b).sum() / union if union else 1.0


def compare(name, pictures, work):
    cases = write_pictures(pictures, work)
    (work / "cases.json").write_text(json.dumps(cases))
    subprocess.run(["node", HERE / "masks.mjs", work / "cases.json", work / f"{name}.json"], check=True)
    ours, itself, without = [], [], 0
    for answer in json.loads((work / f"{name}.json").read_text()):
        shape = answer["height"], answer["width"]
        colours = np.array(answer["colours"], np.uint8).reshape(*shape, 3)
        labels = np.array(answer["labels"], np.uint8).reshape(shape)
        first, second = (grab_cut(colours, labels, answer["rounds"], seed) for seed in (1, 2))
        without += answer["refused"] is not None
        ours.append(iou(np.array(answer["mask"], bool).reshape(shape), first))
        itself.append(iou(first, second))
    ours, itself = np.array(ours), np.array(itself)
    print(
        f"{name}: {len(ours)} objects, {without} refused; IoU with OpenCV mean {ours.mean():.3f}, "
        f"median {np.median(ours):.3f}, {np.mean(ours < 0.9):.0%} below 0.9; OpenCV with itself from another seed "
        f"mean {itself.mean():.3f}, {np.mean(itself < 0.9):.0%} below 0.9"
    )
    return ours.mean()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--work", type=Path, required=True)
    work = parser.parse_args().work
    means = [compare(name, pictures, work) for name, pictures in sets()]
    if min(means) < LEAST:
        sys.exit(f"The mean IoU is below {LEAST}.")


main()
