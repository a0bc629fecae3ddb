from pathlib import Path

from lxml import etree

from datumaro_items import datumaro_items, one_of_a_stem
from pictures import place
from truth import Truth, bounds

SCHEMA = Path(__file__).parents[1] / "schemas/cvat.xsd"
# Two decimals, as CVAT writes them itself.
HALF = 0.005 + 1e-9


def check(truth: Truth) -> None:
    path = truth.out / "cvat/annotations.xml"
    tree = etree.parse(path)
    schema = etree.XMLSchema(file=str(SCHEMA))
    if not schema.validate(tree):
        truth.fail("cvat: schema", str(schema.error_log))
    found = {}
    for image in tree.findall("image"):
        i = truth.index_of(image.get("width"))
        found[i] = [(shape.get("label"), box_of(shape)) for shape in image]
        place(truth, i, truth.out / "datumaro-cvat/images" / image.get("name"))
    truth.compare("cvat: schema and lxml", found, truth.shapes(), HALF)

    images = tree.findall("image")
    some = one_of_a_stem([image.get("name") for image in images])
    for i, image in enumerate(images):
        if i not in some:
            tree.getroot().remove(image)
    tree.write(truth.out / "datumaro-cvat/annotations.xml")
    found = datumaro_items(truth, "cvat: datumaro", truth.out / "datumaro-cvat", "cvat")
    wanted = {i: shapes for i, shapes in truth.shapes().items() if i in some}
    truth.compare("cvat: datumaro, with images", found, wanted, HALF)


def box_of(shape) -> list[float]:
    if shape.tag == "polygon":
        return bounds([[float(value) for value in point.split(",")] for point in shape.get("points").split(";")])
    return [float(shape.get(name)) for name in ("xtl", "ytl", "xbr", "ybr")]
