"""The classes, in the order of the model's outputs."""

LABELS = [
    "battery",
    "bearing",
    "bolt",
    "chip",
    "gear",
    "key",
    "nut",
    "screw",
    "screwdriver",
    "spanner",
    "spring",
    "washer",
]
