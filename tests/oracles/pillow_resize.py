"""What Pillow 12 makes of generated pictures: writes tests/pixels/fixtures (needs pillow==12.0.0 and numpy).

The pictures are arithmetic (`picture`), so that only the resized ones are kept: raw RGB in one file, described by a JSON.
Pillow 13 begins with the columns where a picture loses more of its height than of its width: the same to 1 of 255
bilinearly, and to 16 bicubically, where edges overshoot between the passes.
"""

import json
from pathlib import Path

import numpy as np
import PIL
from PIL import Image

FOLDER = Path(__file__).parents[1] / "pixels" / "fixtures"
FILTERS = {"bilinear": Image.Resampling.BILINEAR, "bicubic": Image.Resampling.BICUBIC}
SIZES = [
    ((640, 480), (64, 64)),  # reduced, sides unlike
    ((97, 61), (32, 32)),  # by fractions
    ((40, 30), (64, 48)),  # enlarged
    ((31, 57), (32, 56)),  # one side each way
    ((48, 32), (48, 16)),  # one side as it is
    ((33, 21), (33, 21)),  # both
    ((2000, 3), (7, 2)),  # thin
    ((1, 1), (5, 4)),  # one pixel
    ((5, 300), (1, 1)),  # to one pixel
]
REDUCTIONS = [((48, 32), 2), ((50, 31), 3), ((7, 5), 4), ((64, 64), 5)]


def picture(width: int, height: int) -> Image.Image:
    """Noise and sharp edges, of whole numbers alone: the test makes the same."""
    y, x, c = np.mgrid[0:height, 0:width, 0:3].astype(np.uint32)
    noise = (x * np.uint32(2654435761) ^ y * np.uint32(2246822519) ^ (c + 1) * np.uint32(3266489917)) * np.uint32(668265263)
    edges = ((x // 5 + y // 7 + c) % 2) * 255
    value = np.where((x // 16 + y // 16) % 2 == 0, noise >> np.uint32(24), edges)
    return Image.fromarray(value.astype(np.uint8), "RGB")


def rows():
    for source, resized in SIZES:
        for name, resampling in FILTERS.items():
            yield {"source": source, "resized": resized, "interpolation": name}, picture(*source).resize(resized, resampling)
    for source, factor in REDUCTIONS:
        reduced = picture(*source).reduce(factor)
        yield {"source": source, "reduction": factor, "resized": reduced.size}, reduced


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    cases, pixels = [], b""
    for case, image in rows():
        cases.append({**case, "offset": len(pixels)})
        pixels += image.tobytes()
    (FOLDER / "pillow.rgb").write_bytes(pixels)
    text = ",\n".join("    " + json.dumps(case) for case in cases)
    (FOLDER / "pillow.json").write_text(f'{{\n  "pillow": "{PIL.__version__}",\n  "cases": [\n{text}\n  ]\n}}\n')


main()
