"""Small networks in Flax, exported by jax2onnx."""

from __future__ import annotations

from pathlib import Path

import jax
import jax2onnx
import numpy as np
from flax import nnx

import flax_networks
from subject import Export, Subject, Truth, score_weights

IMAGE = (1, 96, 128, 3)
"""Not square, so that height and width cannot be confused."""
NETWORKS = ["ResNet", "ConvNeXt", "MobileNet"]


class FlaxSubject(Subject):
    framework = "flax"
    layout = "NHWC"
    exports = [Export("jax2onnx", 21, "NHWC"), Export("jax2onnx", 21, "NCHW"), Export("jax2onnx", 23, "NHWC")]

    def __init__(self, name: str) -> None:
        kind = getattr(flax_networks, name)
        super().__init__(name, kind.default_layer)
        self.model = kind(nnx.Rngs(7))
        randomise(self.model)

    def write(self, export: Export, path: Path) -> None:
        as_nchw = [0] if export.image_layout == "NCHW" else None
        model = jax2onnx.to_onnx(
            lambda x: jax.nn.softmax(self.model(x, lambda _, value: value)),
            [("B", *IMAGE[1:])],
            opset=export.opset,
            inputs_as_nchw=as_nchw,
            return_mode="proto",
        )
        path.write_bytes(model.SerializeToString())

    def truth(self, seed: int) -> Truth:
        image = np.random.default_rng(seed).standard_normal(IMAGE).astype(np.float32)
        with jax.enable_x64(True):
            graph, state = nnx.split(self.model)
            precise = jax.tree.map(lambda value: np.asarray(value, np.float64) if is_float(value) else value, state)
            twin = nnx.merge(graph, precise)
            return truth_of(twin, image, seed)


def is_float(value) -> bool:
    return jax.numpy.issubdtype(value.dtype, np.floating)


def truth_of(model: nnx.Module, image: np.ndarray, seed: int) -> Truth:
    """Feature maps take a change that is zero, and the score's derivative by it is theirs."""
    x = image.astype(np.float64)
    values: dict[str, jax.Array] = {}
    logits = np.asarray(model(x, lambda name, value: values.setdefault(name, value)))
    weights = score_weights(logits, seed)

    def score(changes: dict[str, jax.Array], each: np.ndarray) -> jax.Array:
        return (model(x, lambda name, value: value + changes[name]) * each).sum()

    zeros = {name: np.zeros(value.shape) for name, value in values.items()}
    gradients = [jax.grad(score)(zeros, each.astype(np.float64)) for each in weights]
    return Truth(
        image,
        weights,
        logits,
        {name: np.asarray(value) for name, value in values.items()},
        [{name: np.asarray(value) for name, value in each.items()} for each in gradients],
    )


def randomise(model: nnx.Module) -> None:
    """Scales and shifts that start at a constant would hide what is done with them."""
    random = np.random.default_rng(5)

    def drawn(path, value):
        if not is_float(value) or np.asarray(value).std() > 0:
            return value
        old = np.asarray(value)
        key = str(path)
        is_shift = "bias" in key or "mean" in key
        new = random.normal(0.1, 0.2, old.shape) if is_shift else random.uniform(0.5, 1.5, old.shape)
        return jax.numpy.asarray(new, old.dtype)

    graph, state = nnx.split(model)
    nnx.update(model, jax.tree_util.tree_map_with_path(drawn, state))


def subjects() -> list[str]:
    return NETWORKS
