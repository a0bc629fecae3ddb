import json
import math
from pathlib import Path

from lxml import etree

from datumaro_items import datumaro_items
from pictures import place
from truth import Truth

SCHEMA = Path(__file__).parents[1] / "schemas/voc.xsd"


def check(truth: Truth) -> None:
    from libs.pascal_voc_io import PascalVocReader

    schema = etree.XMLSchema(file=str(SCHEMA))
    for folder, hold in (("voc", whole), ("voc-devkit", pixels)):
        wanted = truth.shapes(lambda shape, hold=hold: (shape[0], hold(*shape[1])))
        by_lxml, by_labelimg = {}, {}
        for path in sorted((truth.out / folder).rglob("*.xml")):
            tree = etree.parse(path)
            if not schema.validate(tree):
                truth.fail(f"{folder}: schema", f"{path}: {schema.error_log.last_error}")
            i = truth.index_of(tree.findtext("size/width"))
            by_lxml[i] = [(item.findtext("name"), box_of(item)) for item in tree.findall("object")]
            for _, (left, top, right, bottom) in by_lxml[i]:
                inside = right <= truth.size(i)[0] and bottom <= truth.size(i)[1]
                if not inside or (folder == "voc" and (right <= left or bottom <= top)):
                    truth.fail(f"{folder}: lxml", f"{path}: empty, or outside the image")
            by_labelimg[i] = [(s[0], [*s[1][0], *s[1][2]]) for s in PascalVocReader(str(path)).get_shapes()]
            if folder == "voc":
                arrange(truth, i, path, tree)
        truth.compare(f"{folder}: schema and lxml", by_lxml, wanted)
        truth.compare(f"{folder}: labelImg", by_labelimg, wanted)

    folder = truth.out / "datumaro-voc"
    (folder / "dataset_meta.json").write_text(json.dumps({"label_map": dict(enumerate(truth.labels))}))
    found = datumaro_items(truth, "voc: datumaro", folder, "voc_detection")
    truth.compare("voc: datumaro, with images", found, truth.shapes(lambda shape: (shape[0], whole(*shape[1]))))


def whole(left: float, top: float, right: float, bottom: float) -> list[int]:
    """Rounded edges, half a pixel up; what would become empty keeps the pixel in which it begins."""
    x, y = ([math.floor(a + 0.5), math.floor(b + 0.5)] for a, b in ((left, right), (top, bottom)))
    x, y = (([math.floor(a), math.floor(a) + 1] if e[0] == e[1] else e) for e, a in ((x, left), (y, top)))
    return [x[0], y[0], x[1], y[1]]


def pixels(left: float, top: float, right: float, bottom: float) -> list[int]:
    """The first and the last pixel that the box touches, counted from 1."""
    return [math.floor(left) + 1, math.floor(top) + 1, math.ceil(right), math.ceil(bottom)]


def box_of(item) -> list[int]:
    return [int(item.findtext(f"bndbox/{name}")) for name in ("xmin", "ymin", "xmax", "ymax")]


def arrange(truth: Truth, i: int, path: Path, tree) -> None:
    """As in the development kit. Datumaro takes `filename` from the folder of all images, without the image's own folder."""
    root = truth.out / "datumaro-voc"
    # A line of ImageSets holds no space at its end.
    name = str(path.relative_to(truth.out / "voc").with_suffix("")).rstrip()
    target = root / "Annotations" / f"{name}.xml"
    target.parent.mkdir(parents=True, exist_ok=True)
    (root / "ImageSets/Main").mkdir(parents=True, exist_ok=True)
    copy = etree.ElementTree(etree.fromstring(etree.tostring(tree)))
    copy.find("filename").text = name + Path(tree.findtext("filename")).suffix
    copy.write(target)
    place(truth, i, root / "JPEGImages" / copy.findtext("filename"))
    with open(root / "ImageSets/Main/default.txt", "a") as file:
        file.write(f"{name}\n")
