import io
import json
import logging
import time
import types
from pathlib import Path, PureWindowsPath

import PIL.ExifTags
import PIL.Image
import PIL.ImageOps

from package_parts import package_parts
from pictures import place
from truth import Truth, bounds

READ = ["read_label_file", "read_image_file", "LabelFileError", "LabelFileReadError", "_check_image_dimensions"]
MORE = ["_load_shape_json_obj", "_imread", "_DISPLAYABLE_MODES", "_RESERVED_TOP_LEVEL_KEYS"]


def check(truth: Truth) -> None:
    utils = {"io": io, "PIL": PIL}
    package_parts(truth.readers, "labelme/utils/image.py", ["img_data_to_pil", "apply_exif_orientation"], utils)
    scope = {
        "json": json,
        "io": io,
        "time": time,
        "PIL": PIL,
        "Path": Path,
        "PureWindowsPath": PureWindowsPath,
        "logger": logging.getLogger("labelme"),
        "utils": types.SimpleNamespace(**utils),
        # Its data classes, which only hold what was read.
        "LabelData": types.SimpleNamespace,
        "ShapeDict": dict,
        "Final": None,
    }
    package_parts(truth.readers, "labelme/_label_file.py", READ + MORE, scope)
    found = {}
    for path in sorted((truth.out / "labelme").rglob("*.json")):
        if path == truth.out / "labelme/renamed.json":
            continue
        written = json.loads(path.read_text())
        i = truth.index_of(written["imageWidth"])
        place(truth, i, path.parent / written["imagePath"])
        shapes = scope["read_label_file"](str(path)).shapes
        found[i] = [(shape["label"], bounds(shape["points"])) for shape in shapes]
    truth.compare("labelme: its loader, with images", found, truth.shapes())
