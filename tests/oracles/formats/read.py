"""Reads what write.mjs wrote with the tools' own code: `python read.py DIR READERS`. Fails on any deviation."""

import logging
import sys
from pathlib import Path

out, readers = Path(sys.argv[1]), Path(sys.argv[2])
sys.path.append(str(readers))
logging.disable(logging.WARNING)

from checks import coco, cvat, label_studio, labelme, voc, yolo  # noqa: E402
from truth import Truth  # noqa: E402

truth = Truth(out, readers)
for form in (coco, voc, cvat, labelme, yolo, label_studio):
    form.check(truth)
print("Not read here: VIA and W3C, whose readers are web pages.")
sys.exit(f"Read back wrongly: {', '.join(dict.fromkeys(truth.failures))}" if truth.failures else 0)
