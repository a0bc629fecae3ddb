"""Flax has no zoo of its own: small networks as its examples and its users write them."""

from __future__ import annotations

from typing import Callable

import jax
import jax.numpy as jnp
from flax import nnx

CLASSES = 20

Tap = Callable[[str, jax.Array], jax.Array]
"""Sees every stack of feature maps, and may change it."""


class ResNet(nnx.Module):
    """Convolution, batch normalisation and ReLU; the first of two blocks in each stage has a stride."""

    default_layer = "stage2.1"

    def __init__(self, rngs: nnx.Rngs) -> None:
        self.stem = nnx.Conv(3, 16, (7, 7), strides=2, use_bias=False, rngs=rngs)
        self.norm = nnx.BatchNorm(16, use_running_average=True, rngs=rngs)
        widths = [(16, 16, 1), (16, 16, 1), (16, 32, 2), (32, 32, 1), (32, 64, 2), (64, 64, 1)]
        self.blocks = nnx.List([Residual(*width, rngs) for width in widths])
        self.head = nnx.Linear(64, CLASSES, rngs=rngs)

    def __call__(self, x: jax.Array, tap: Tap) -> jax.Array:
        x = tap("stem", nnx.relu(self.norm(self.stem(x))))
        x = tap("pool", nnx.max_pool(x, window_shape=(3, 3), strides=(2, 2), padding="SAME"))
        for index, block in enumerate(self.blocks):
            x = tap(f"stage{index // 2}.{index % 2}", block(x))
        return self.head(x.mean(axis=(1, 2)))


class Residual(nnx.Module):
    def __init__(self, inputs: int, outputs: int, stride: int, rngs: nnx.Rngs) -> None:
        self.first = nnx.Conv(inputs, outputs, (3, 3), strides=stride, use_bias=False, rngs=rngs)
        self.second = nnx.Conv(outputs, outputs, (3, 3), use_bias=False, rngs=rngs)
        self.norms = nnx.List([nnx.BatchNorm(outputs, use_running_average=True, rngs=rngs) for _ in range(2)])
        self.shortcut = nnx.Conv(inputs, outputs, (1, 1), strides=stride, rngs=rngs)

    def __call__(self, x: jax.Array) -> jax.Array:
        inner = nnx.relu(self.norms[0](self.first(x)))
        return nnx.relu(self.shortcut(x) + self.norms[1](self.second(inner)))


class ConvNeXt(nnx.Module):
    """Patches, depthwise convolutions, layer normalisation of channels that lie last, GELU."""

    default_layer = "block3"

    def __init__(self, rngs: nnx.Rngs) -> None:
        self.patches = nnx.Conv(3, 24, (4, 4), strides=4, rngs=rngs)
        self.norms = nnx.List([nnx.LayerNorm(width, rngs=rngs) for width in (24, 24, 24, 48, 48, 48)])
        self.depthwise = nnx.List(
            [nnx.Conv(w, w, (7, 7), feature_group_count=w, rngs=rngs) for w in (24, 24, 48, 48)]
        )
        self.wide = nnx.List([nnx.Linear(w, 4 * w, rngs=rngs) for w in (24, 24, 48, 48)])
        self.narrow = nnx.List([nnx.Linear(4 * w, w, rngs=rngs) for w in (24, 24, 48, 48)])
        self.down = nnx.Conv(24, 48, (2, 2), strides=2, rngs=rngs)
        self.head = nnx.Linear(48, CLASSES, rngs=rngs)

    def __call__(self, x: jax.Array, tap: Tap) -> jax.Array:
        x = tap("patches", self.patches(x))
        for index in range(4):
            if index == 2:
                x = tap("down", self.down(self.norms[2](x)))
            inner = self.norms[index if index < 2 else index + 1](self.depthwise[index](x))
            x = tap(f"block{index}", x + self.narrow[index](nnx.gelu(self.wide[index](inner))))
        return self.head(self.norms[5](x.mean(axis=(1, 2))))


class MobileNet(nnx.Module):
    """Depthwise convolutions, swish, squeeze and excitation, average pooling by a window, dropout."""

    default_layer = "last"

    def __init__(self, rngs: nnx.Rngs) -> None:
        self.stem = nnx.Conv(3, 16, (3, 3), strides=2, rngs=rngs)
        self.depthwise = nnx.Conv(16, 16, (3, 3), strides=2, feature_group_count=16, rngs=rngs)
        self.norm = nnx.BatchNorm(16, use_running_average=True, rngs=rngs)
        self.squeeze = nnx.Conv(16, 4, (1, 1), rngs=rngs)
        self.excite = nnx.Conv(4, 16, (1, 1), rngs=rngs)
        self.project = nnx.Conv(16, 32, (1, 1), rngs=rngs)
        self.group = nnx.GroupNorm(32, num_groups=4, rngs=rngs)
        self.last = nnx.Conv(32, 48, (3, 3), padding="VALID", rngs=rngs)
        self.dropout = nnx.Dropout(0.2, deterministic=True, rngs=rngs)
        self.head = nnx.Linear(48, CLASSES, rngs=rngs)

    def __call__(self, x: jax.Array, tap: Tap) -> jax.Array:
        x = tap("stem", nnx.swish(self.stem(x)))
        x = tap("depthwise", nnx.swish(self.norm(self.depthwise(x))))
        gate = nnx.sigmoid(self.excite(nnx.relu(self.squeeze(x.mean(axis=(1, 2), keepdims=True)))))
        x = tap("project", self.project(x * gate))
        x = tap("group", nnx.leaky_relu(self.group(nnx.avg_pool(x, window_shape=(2, 2), strides=(2, 2)))))
        x = tap("last", jnp.clip(self.last(x), 0, 6))
        x = nnx.avg_pool(x, window_shape=x.shape[1:3])
        return self.head(self.dropout(x.reshape(x.shape[0], -1)))
