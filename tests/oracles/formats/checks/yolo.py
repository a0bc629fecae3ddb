import json
import os
import re
import types
from pathlib import Path

import numpy as np
import yaml
from PIL import Image

from datumaro_items import ROUNDING, datumaro_items
from package_parts import package_parts
from pictures import place
from truth import Shape, Truth, bounds

LOADER = ["verify_image_label", "img2label_paths", "check_image", "exif_size", "IMG_FORMATS", "FORMATS_HELP_MSG"]


def check(truth: Truth) -> None:
    ultralytics = loader(truth.readers)
    for folder in ("yolo", "yolo-outlines"):
        found = {}
        for i, image in enumerate(image_paths(truth, folder)):
            place(truth, i, image)
            label = ultralytics["img2label_paths"]([str(image)])[0]
            result = ultralytics["verify_image_label"]((str(image), label, "", False, len(truth.labels), 0, 0, False))
            if result[1] is None or result[5]:
                truth.fail(f"{folder}: Ultralytics", f"{image}: {result[-1] or 'no labels'}")
                continue
            found[i] = shapes_of(result, truth.size(i))
        truth.compare(f"{folder}: Ultralytics' loader, with images", found, truth.numbered())
        names = yaml.safe_load((truth.out / folder / "data.yaml").read_text())["names"]
        if [name.split(" (")[0] for name in names.values()] != truth.labels:
            truth.fail(f"{folder}: data.yaml", f"{names}")
    scores(truth, ultralytics)
    labelimg(truth)
    datumaro(truth)


def loader(readers: Path) -> dict:
    """The label reader of Ultralytics, which otherwise needs PyTorch."""
    torch = types.SimpleNamespace(Tensor=type(None))
    scope = {"os": os, "np": np, "Image": Image, "torch": torch, "VID_FORMATS": ()}
    package_parts(readers, "ultralytics/utils/ops.py", ["segments2boxes", "xyxy2xywh", "empty_like"], scope)
    return package_parts(readers, "ultralytics/data/utils.py", LOADER, scope)


def image_paths(truth: Truth, folder: str) -> list[Path]:
    """Where the images lie: in `images`, renamed after their labels where `renamed.json` says that these were."""
    renamed = json.loads((truth.out / folder / "renamed.json").read_text())
    files = {item["index"]: item["file"] for item in renamed}
    paths = []
    for i, image in enumerate(truth.images):
        name = image["image"]["fileName"]
        path = Path(name if name.startswith("images/") else f"images/{name}")
        if i in files:
            head, _, tail = files[i].rpartition("labels/")
            path = Path(f"{head}images/{tail.removesuffix('.txt')}{path.suffix or '.jpg'}")
        paths.append(truth.out / folder / path)
    return paths


def shapes_of(result, size) -> list[Shape]:
    _, rows, _, segments = result[:4]
    boxes = [[*(row[1:3] - row[3:5] / 2), *(row[1:3] + row[3:5] / 2)] for row in rows.astype(np.float64)]
    boxes = [bounds(segment) for segment in segments] or boxes
    return [(int(row[0]), list(np.array(box) * (size * 2))) for row, box in zip(rows, boxes)]


def scores(truth: Truth, ultralytics: dict) -> None:
    """One column more, at the end, as `save_txt(save_conf=True)` of Ultralytics has it; its training loader refuses it."""
    for folder in ("yolo", "yolo-outlines"):
        plain = sorted((truth.out / folder).rglob("labels/**/*.txt"))
        for path in plain:
            scored = truth.out / f"{folder}-scores" / path.relative_to(truth.out / folder)
            rows = [line.split(" ") for line in scored.read_text().splitlines()]
            if path.name == "classes.txt":
                continue
            if [" ".join(row[:-1]) for row in rows] != path.read_text().splitlines() or {row[-1] for row in rows} != {
                "0.500000"
            }:
                truth.fail(f"{folder}-scores", f"{scored}: another last column")
            image = next(path for path in image_paths(truth, folder) if path.is_file())
            refused = ultralytics["verify_image_label"]((str(image), str(scored), "", False, 99, 0, 0, False))
            if refused[1] is not None:
                truth.fail(f"{folder}-scores", f"{scored} is accepted as a label for training")
    print("yolo: scores                               are a last column, which the training loader refuses")


def labelimg(truth: Truth) -> None:
    from libs.yolo_io import YoloReader

    found = {}
    for i, image in enumerate(image_paths(truth, "yolo")):
        label = Path(str(image).replace("/images/", "/labels/")).with_suffix(".txt")
        width, height = truth.size(i)
        size = types.SimpleNamespace(width=lambda w=width: w, height=lambda h=height: h, isGrayscale=lambda: False)
        found[i] = [(shape[0], [*shape[1][0], *shape[1][2]]) for shape in YoloReader(str(label), size).get_shapes()]
    # A line holds no line break, and labelImg rounds to whole pixels.
    wanted = truth.shapes(lambda shape: (re.sub(r"\s+", " ", shape[0]), shape[1]))
    truth.compare("yolo: labelImg", found, wanted, 0.501)


def datumaro(truth: Truth) -> None:
    names = list(range(len(truth.labels)))
    found = datumaro_items(truth, "yolo: datumaro", truth.out / "yolo", "yolo", names)
    truth.compare("yolo: datumaro, with images", found, truth.numbered(), ROUNDING + 0.001)
