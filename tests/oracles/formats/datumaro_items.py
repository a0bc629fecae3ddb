"""A folder as datumaro imports it."""

import os
from pathlib import Path

import datumaro as dm
from datumaro.components.annotation import COORDINATE_ROUNDING_DIGITS

from truth import Shape, Truth, bounds

# It rounds what it has read, after the format has.
ROUNDING = 0.5 * 10**-COORDINATE_ROUNDING_DIGITS + 1e-9


def datumaro_items(truth: Truth, tool: str, folder: Path, form: str, names=None, **options) -> dict[int, list[Shape]]:
    """The shapes by image; an image that is not the one that was placed fails, and so does anything datumaro refuses."""
    data = dm.Dataset.import_from(str(folder), form, **options)
    found: dict[int, list[Shape]] = {}
    for item in data:
        categories = item_categories(data, names)
        height, width = item.media.size
        i = truth.index_of(width)
        path = Path(item.media.path)
        if path.is_file() and item.media.data.shape[:2] != (height, width):
            truth.fail(tool, f"{path} is another image")
        if not path.is_file():
            truth.fail(tool, f"{path} is not there")
        shapes = [shape for shape in item.annotations if shape.type.name in ("bbox", "polygon")]
        found[i] = [(categories[shape.label], shape_bounds(shape)) for shape in shapes]
    return found


def one_of_a_stem(names: list[str]) -> list[int]:
    """Datumaro knows an image by its name without extension, and refuses a set that has one of them twice."""
    first: dict[str, int] = {}
    for i, name in enumerate(names):
        first.setdefault(os.path.splitext(name)[0], i)
    return list(first.values())


def item_categories(data: dm.Dataset, names) -> list:
    items = data.categories()[dm.AnnotationType.label].items
    return names or [category.name for category in items]


def shape_bounds(shape) -> list[float]:
    if shape.type.name == "polygon":
        points = [shape.points[i : i + 2] for i in range(0, len(shape.points), 2)]
        return bounds(points)
    x, y, width, height = shape.get_bbox()
    return [x, y, x + width, y + height]
