import contextlib
import io
from pathlib import Path

from pycocotools.coco import COCO


def quiet_coco(path: Path) -> COCO:
    """What pycocotools reads, without its chatter."""
    with contextlib.redirect_stdout(io.StringIO()):
        return COCO(str(path))
