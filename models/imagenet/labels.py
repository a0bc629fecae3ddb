"""Writes ../labels/imagenet-1k.json from the lists in timm's wheel: python labels.py FOLDER_OF_THE_UNPACKED_WHEEL"""

import json
import sys
from pathlib import Path

SOURCE = (
    "The 1000 classes of ILSVRC 2012 in the standard order (sorted by WordNet id): the first name of each synset, with a "
    "capital letter. From the lists of timm 1.0.31 (Apache-2.0), which has the names from WordNet 3.0 (WordNet License, "
    "Copyright 2006 by Princeton University). Written by models/imagenet/labels.py."
)


def capitalised(name: str) -> str:
    """`golden retriever` with a capital letter; `iPod` has one."""
    return name if name[1].isupper() else name[0].upper() + name[1:]


def main():
    lists = Path(sys.argv[1]) / "timm/data/_info"
    ids = (lists / "imagenet_synsets.txt").read_text().split()
    names = dict(line.split("\t") for line in (lists / "imagenet_synset_to_lemma.txt").read_text().splitlines())
    labels = [capitalised(names[id].split(", ")[0]) for id in ids]
    file = Path(__file__).parent.parent / "labels/imagenet-1k.json"
    file.write_text(json.dumps({"$comment": SOURCE, "labels": labels, "wordnetIds": ids}, indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
