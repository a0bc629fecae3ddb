"""Reads what write.mjs wrote with the tools' own code: `python read.py DIR READERS`. Fails on any deviation."""

import ast
import json
import sys
from pathlib import Path

import numpy as np
from lxml import etree
from pycocotools.coco import COCO

out, readers = Path(sys.argv[1]), Path(sys.argv[2])
truth = json.loads((out / "truth.json").read_text())
images = truth["images"]
failures = []


def functions(path, names, scope):
    """Just these functions of a package, without what the rest of it imports."""
    tree = ast.parse((readers / path).read_text())
    tree.body = [node for node in tree.body if getattr(node, "name", None) in names]
    future = ast.parse("from __future__ import annotations").body
    exec(compile(ast.Module(future + tree.body, []), path, "exec"), scope)
    return [scope[name] for name in names]


def compare(tool, count, wanted, got, tolerance):
    worst = float(np.abs(np.array(wanted) - np.array(got)).max()) if np.shape(wanted) == np.shape(got) else np.inf
    good = worst <= tolerance and count == len(images)
    print(f"{tool:<28} {count:>2} images  worst {worst:.6f} px  allowed {tolerance:.6f}  {'ok' if good else 'FAILS'}")
    if not good:
        failures.append(tool)


def edges(box):
    return [box["x"], box["y"], box["x"] + box["width"], box["y"] + box["height"]]


wanted = [edges(box) for image in images for box in image["boxes"]]
labels = [box["label"] for image in images for box in image["boxes"]]


def same_labels(tool, got):
    if got != labels:
        failures.append(tool)
        print(f"{tool}: labels {got} differ")


def coco():
    data = COCO(str(out / "coco/annotations.json"))
    found = data.loadAnns(data.getAnnIds())
    boxes = [[x, y, x + w, y + h] for x, y, w, h in (item["bbox"] for item in found)]
    compare("coco: pycocotools", len({i["file_name"] for i in data.loadImgs(data.getImgIds())}), wanted, boxes, 0.002)
    same_labels("coco", [data.loadCats(item["category_id"])[0]["name"] for item in found])


def files(folder, suffix):
    """The files of the images, in their order, told by the width that only one image has."""
    return [path for path in (out / folder).rglob(f"*{suffix}") if path.name not in ("renamed.json", "classes.txt")]


def voc():
    trees = sorted((etree.parse(path) for path in files("voc", ".xml")), key=lambda t: int(t.findtext("size/width")))
    names = ("xmin", "ymin", "xmax", "ymax")
    objects = [item for tree in trees for item in tree.findall("object")]
    boxes = [[int(item.findtext(f"bndbox/{name}")) for name in names] for item in objects]
    # Edges are rounded to whole pixels; a thin box keeps the pixel in which it begins.
    compare("voc: lxml", len(trees), wanted, boxes, 0.71)
    same_labels("voc", [item.findtext("name") for item in objects])
    if any(right <= left or bottom <= top for left, top, right, bottom in boxes):
        failures.append("voc: empty box")


def cvat():
    root = etree.parse(out / "cvat/annotations.xml").getroot()
    shapes = [shape for image in root.findall("image") for shape in image if shape.tag in ("box", "polygon")]
    boxes = []
    for shape in shapes:
        points = [list(map(float, p.split(","))) for p in (shape.get("points") or "").split(";") if p]
        corners = [float(shape.get(name, 0)) for name in ("xtl", "ytl", "xbr", "ybr")]
        boxes.append([*np.min(points, 0), *np.max(points, 0)] if points else corners)
    compare("cvat: lxml", len({image.get("name") for image in root.findall("image")}), wanted, boxes, 0.006)
    same_labels("cvat", [shape.get("label") for shape in shapes])


def labelme():
    (load,) = functions("labelme/_label_file.py", ["_load_shape_json_obj"], {"ShapeDict": dict})
    found = sorted((json.loads(path.read_text()) for path in files("labelme", ".json")), key=lambda f: f["imageWidth"])
    shapes = [load(shape) for file in found for shape in file["shapes"]]
    boxes = [[*np.min(shape["points"], 0), *np.max(shape["points"], 0)] for shape in shapes]
    compare("labelme: its loader", len(found), wanted, boxes, 0.001)
    same_labels("labelme", [shape["label"] for shape in shapes])


def yolo():
    import os

    scope = {"os": os, "np": np, "check_image": lambda path: ("", (1, 1))}

    def segments2boxes(segments):
        corners = np.array([[*s.min(0), *s.max(0)] for s in segments])
        return np.concatenate(((corners[:, :2] + corners[:, 2:]) / 2, corners[:, 2:] - corners[:, :2]), 1)

    scope["segments2boxes"] = segments2boxes
    verify, where = functions("ultralytics/data/utils.py", ["verify_image_label", "img2label_paths"], scope)
    renamed = {}
    if (out / "yolo/renamed.json").exists():
        renamed = {item["index"]: item["file"] for item in json.loads((out / "yolo/renamed.json").read_text())}
    got = []
    for i, image in enumerate(images):
        name = image["image"]["fileName"]
        path = f"{out}/yolo/{name if name.startswith('images/') else f'images/{name}'}"
        label = str(out / "yolo" / renamed[i]) if i in renamed else where([path])[0]
        result = verify(("image", label, "", False, len(truth["labels"]), 0, 0, False))
        size = [image["image"]["width"], image["image"]["height"]] * 2
        if result[1] is None:
            print("yolo:", name, result[-1])
            continue
        rows = result[3]
        got += [list(np.array([*row.min(0), *row.max(0)]) * size) for row in rows]
    # Six decimals of the image's size, read as 32-bit floats.
    found = len(got) // 3
    compare("yolo: Ultralytics' loader", found, wanted, got, 0.001)


for check in (coco, voc, cvat, labelme, yolo):
    check()
print("Not read here: VIA and W3C (their readers are web pages), Label Studio, labelImg and datumaro.")
sys.exit(f"Read back wrongly: {', '.join(failures)}" if failures else 0)
