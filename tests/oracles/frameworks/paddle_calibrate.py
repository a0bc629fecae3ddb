"""The Paddle twin of ../calibrate.py: random weights under which activations neither vanish nor explode."""

from __future__ import annotations

import numpy as np
import paddle
from paddle import nn

LINEAR = (nn.Conv2D, nn.Linear)
NORMS = (nn.BatchNorm2D, nn.BatchNorm)


def calibrate(model: nn.Layer, image: paddle.Tensor, seed: int) -> None:
    random = np.random.default_rng(seed)
    randomise_constants(model, random)
    hooks = []
    for layer in model.sublayers():
        if isinstance(layer, LINEAR):
            hooks.append(layer.register_forward_post_hook(rescale))
        elif isinstance(layer, NORMS):
            hooks.append(layer.register_forward_pre_hook(statistics(random)))
    with paddle.no_grad():
        model(image)
    for hook in hooks:
        hook.remove()


def randomise_constants(model: nn.Layer, random: np.random.Generator) -> None:
    """Scales and shifts that start at a constant would hide what is done with them."""
    for name, parameter in model.named_parameters():
        value = parameter.numpy()
        if value.size == 1 or value.std() > 0:
            continue
        drawn = random.normal(0, 0.1, value.shape) if name.endswith("bias") else random.uniform(0.4, 1.2, value.shape)
        parameter.set_value(drawn.astype(value.dtype))


def rescale(layer: nn.Layer, inputs: tuple, output: paddle.Tensor) -> paddle.Tensor:
    deviation = float(output.std())
    for parameter in (layer.weight, layer.bias):
        if parameter is not None:
            parameter.set_value(parameter.numpy() / np.float32(deviation))
    return output / deviation


def statistics(random: np.random.Generator):
    """Mostly positive shifts, and means that are not the batch's: see ../calibrate.py for why."""

    def hook(layer: nn.Layer, inputs: tuple) -> None:
        power = np.square(inputs[0].numpy()).mean((0, 2, 3))
        layer._mean.set_value((random.normal(0, 0.2, power.shape) * np.sqrt(power)).astype(np.float32))
        layer._variance.set_value((power + 0.05 * power.mean() + 1e-3).astype(np.float32))
        layer.bias.set_value(random.normal(0.3, 0.3, power.shape).astype(np.float32))

    return hook
