"""Reads the tensors of a PyTorch checkpoint in the format before 1.6 without PyTorch, whose wheels are 3 GB."""

import pickle
from collections import OrderedDict
from pathlib import Path

import numpy as np

MAGIC = 0x1950A86A20F9469CFC6C
TYPES = {"FloatStorage": np.float32, "LongStorage": np.int64}


class Storage:
    """What the pickle names by key; its values stand behind the pickle."""

    def __init__(self, kind, key, size):
        self.dtype, self.key, self.size = TYPES[kind], key, size


class Tensor:
    def __init__(self, storage, offset, shape, strides, *_):
        self.storage, self.offset, self.shape, self.strides = storage, offset, shape, strides

    def array(self, values: np.ndarray) -> np.ndarray:
        steps = [stride * values.itemsize for stride in self.strides]
        return np.lib.stride_tricks.as_strided(values[self.offset :], self.shape, steps).copy()


class Reader(pickle.Unpickler):
    """Knows the four names that a state dict needs, and runs nothing else that a pickle may ask for."""

    def __init__(self, file):
        super().__init__(file)
        self.storages = {}

    def find_class(self, module, name):
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return Tensor
        if module == "torch" and name in TYPES:
            return name
        raise pickle.UnpicklingError(f"{module}.{name} is not part of a state dict")

    def persistent_load(self, identity):
        _, kind, key, _, size, _ = identity
        return self.storages.setdefault(key, Storage(kind, key, size))


def read_checkpoint(path: Path) -> dict[str, np.ndarray]:
    """The tensors by name. Layout: magic, version, system, state dict, keys; then size and values of each storage."""
    with path.open("rb") as file:
        if pickle.load(file) != MAGIC:
            raise ValueError(f"{path} is not a checkpoint of PyTorch before 1.6")
        pickle.load(file)
        pickle.load(file)
        reader = Reader(file)
        tensors = reader.load()
        values = {}
        for key in pickle.load(file):
            storage = reader.storages[key]
            size = int.from_bytes(file.read(8), "little")
            dtype = np.dtype(storage.dtype)
            values[key] = np.frombuffer(file.read(size * dtype.itemsize), dtype)
    return {name: tensor.array(values[tensor.storage.key]) for name, tensor in tensors.items()}
