import json

from pycocotools.coco import COCO

from coco_file import quiet_coco
from datumaro_items import ROUNDING, datumaro_items, one_of_a_stem
from pictures import place
from truth import Truth


def check(truth: Truth) -> None:
    path = truth.out / "coco/annotations.json"
    data = quiet_coco(path)
    found = {}
    for image in data.loadImgs(data.getImgIds()):
        shapes = data.loadAnns(data.getAnnIds(imgIds=image["id"]))
        i = truth.index_of(image["width"])
        found[i] = [(label(data, shape), [x, y, x + w, y + h]) for shape in shapes for x, y, w, h in [shape["bbox"]]]
        place(truth, i, truth.out / "datumaro-coco/images/default" / image["file_name"])
    if len({image["file_name"] for image in data.loadImgs(data.getImgIds())}) != len(truth.images):
        truth.fail("coco: pycocotools", "two images have one name")
    truth.compare("coco: pycocotools", found, truth.shapes())
    rle = [data.annToRLE(shape) for shape in data.loadAnns(data.getAnnIds()) if shape["segmentation"]]
    if len(rle) != len(truth.images):
        truth.fail("coco: pycocotools", "outlines are missing")

    folder = truth.out / "datumaro-coco"
    (folder / "annotations").mkdir()
    written = json.loads(path.read_text())
    some = one_of_a_stem([image["file_name"] for image in written["images"]])
    written["images"] = [written["images"][i] for i in some]
    (folder / "annotations/instances_default.json").write_text(json.dumps(written))
    # Of an outline datumaro makes two shapes, the outline and its box; and it gives the shapes back to front.
    found = datumaro_items(truth, "coco: datumaro", folder, "coco_instances")
    wanted = {i: [*shapes, shapes[-1]] for i, shapes in truth.shapes().items() if i in some}
    truth.compare("coco: datumaro, with images", {i: shapes[::-1] for i, shapes in found.items()}, wanted, ROUNDING + 0.001)


def label(data: COCO, shape: dict) -> str:
    return data.loadCats(shape["category_id"])[0]["name"]
