"""The Keras twin of ../calibrate.py: random weights under which activations neither vanish nor explode."""

from __future__ import annotations

import keras
import numpy as np
from keras import layers

LINEAR = (layers.Conv2D, layers.DepthwiseConv2D, layers.SeparableConv2D, layers.Dense)


def calibrate(model: keras.Model, image: np.ndarray, seed: int) -> None:
    random = np.random.default_rng(seed)
    randomise_constants(model, random)
    hooked = []
    for layer in model._flatten_layers(include_self=False):
        call = hook(layer, random)
        if call:
            layer.call = call
            hooked.append(layer)
    model(image, training=False)
    for layer in hooked:
        del layer.call


def randomise_constants(model: keras.Model, random: np.random.Generator) -> None:
    """Scales and shifts that start at a constant would hide what is done with them."""
    for variable in model.weights:
        value = np.asarray(variable)
        if value.size == 1 or value.std() > 0 or "moving" in variable.path:
            continue
        is_shift = variable.path.endswith(("bias", "beta", "mean"))
        drawn = random.normal(0, 0.1, value.shape) if is_shift else random.uniform(0.4, 1.2, value.shape)
        variable.assign(drawn)


def hook(layer: keras.Layer, random: np.random.Generator):
    if isinstance(layer, LINEAR):
        return rescaled(layer)
    return with_statistics(layer, random) if isinstance(layer, layers.BatchNormalization) else None


def rescaled(layer: keras.Layer):
    original = layer.call

    def call(inputs, *arguments, **options):
        activation, layer.activation = layer.activation, keras.activations.linear
        linear = np.asarray(original(inputs, *arguments, **options))
        layer.activation = activation
        kernel = layer.pointwise_kernel if isinstance(layer, layers.SeparableConv2D) else layer.kernel
        for variable in (kernel, layer.bias):
            if variable is not None:
                variable.assign(variable / linear.std())
        return original(inputs, *arguments, **options)

    return call


def with_statistics(layer: layers.BatchNormalization, random: np.random.Generator):
    """Mostly positive shifts, and means that are not the batch's: see ../calibrate.py for why."""
    original = layer.call

    def call(inputs, *arguments, **options):
        power = np.square(np.asarray(inputs)).mean((0, 1, 2))
        layer.moving_mean.assign(random.normal(0, 0.2, power.shape) * np.sqrt(power))
        layer.moving_variance.assign(power + 0.05 * power.mean() + 1e-3)
        if layer.beta is not None:
            layer.beta.assign(random.normal(0.3, 0.3, power.shape))
        return original(inputs, *arguments, **options)

    return call
