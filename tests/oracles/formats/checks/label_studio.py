import json
from xml.sax.saxutils import quoteattr

from coco_file import quiet_coco
from pictures import place
from truth import Truth


def check(truth: Truth) -> None:
    from label_studio_sdk.converter import Converter

    folder = truth.out / "label-studio-server"
    folder.mkdir()
    labels = "".join(f"<Label value={quoteattr(label, ENTITIES)}/>" for label in dict.fromkeys(truth.labels))
    config = (
        f'<View><Image name="image" value="$image"/><RectangleLabels name="label" toName="image">{labels}'
        f'</RectangleLabels><PolygonLabels name="outline" toName="image">{labels}</PolygonLabels></View>'
    )
    for kind in ("annotations", "predictions"):
        tasks = json.loads((truth.out / f"label-studio-{kind}/label-studio.json").read_text())
        for i, task in enumerate(tasks):
            # What the server adds: numbers, and who did it; a prediction becomes an annotation when it is submitted.
            result = task[kind][0]["result"]
            task.update({"id": i + 1, "annotations": [{"id": i + 1, "completed_by": 1, "result": result}]})
            place(truth, i, folder / kind / "images" / f"{i}.jpg")
            task["data"]["image"] = str(folder / kind / "images" / f"{i}.jpg")
        exported = folder / kind / "tasks.json"
        exported.write_text(json.dumps(tasks))
        converter = Converter(config, str(folder), download_resources=False)
        converter.convert_to_coco(str(exported), str(folder / kind), is_dir=False)
        truth.compare(f"label-studio: its converter, {kind}", read_back(truth, folder / kind / "result.json"), truth.shapes())


# As written they are spaces for readers of XML (XML 1.0, 3.3.3).
ENTITIES = {"\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}


def read_back(truth: Truth, path) -> dict:
    data = quiet_coco(path)
    found = {}
    for image in data.loadImgs(data.getImgIds()):
        shapes = data.loadAnns(data.getAnnIds(imgIds=image["id"]))
        boxes = [(data.loadCats(shape["category_id"])[0]["name"], shape["bbox"]) for shape in shapes]
        found[truth.index_of(image["width"])] = [(label, [x, y, x + w, y + h]) for label, (x, y, w, h) in boxes]
    return found
