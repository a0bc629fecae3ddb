"""Random weights under which activations neither vanish nor explode, whatever the depth.

Layer-sequential unit-variance initialisation (Mishkin and Matas, arXiv 1511.06422): every linear layer is
rescaled by the standard deviation of its output on a batch; batch normalisation takes its scale from it, but not its
mean: removing that from random features makes a deep network chaotic (Yang et al., arXiv 1902.08129), so that
float32 rounding alone, grown by a factor for every layer, would drown what is to be measured.
"""

from __future__ import annotations

import torch
from torch import nn

LINEAR = (nn.Conv1d, nn.Conv2d, nn.Conv3d, nn.ConvTranspose2d, nn.Linear)


def calibrate(model: nn.Module, batch: torch.Tensor) -> None:
    randomise_constants(model)
    seen: set[nn.Module] = set()
    hooks = []
    for module in model.modules():
        if isinstance(module, LINEAR):
            hooks.append(module.register_forward_hook(rescaler(seen)))
        elif isinstance(module, nn.modules.batchnorm._BatchNorm):
            randomise_shift(module)
            hooks.append(module.register_forward_pre_hook(set_statistics))
    with torch.no_grad():
        model(batch)
    for hook in hooks:
        hook.remove()


def randomise_constants(model: nn.Module) -> None:
    """Scales that start at one (norms) or nearly zero (layer scale) would hide a wrong rule."""
    for name, parameter in model.named_parameters():
        if parameter.numel() > 1 and parameter.detach().std() > 0:
            continue
        if not torch.is_floating_point(parameter):
            continue
        with torch.no_grad():
            if name.endswith("bias"):
                parameter.normal_(0, 0.1)
            else:
                parameter.uniform_(0.4, 1.2)


def randomise_shift(module: nn.Module) -> None:
    """Mostly positive, which keeps neighbouring inputs neighbours through a hundred layers."""
    if module.bias is not None:
        module.bias.data.normal_(0.3, 0.3)


def rescaler(seen: set[nn.Module]):
    def hook(module: nn.Module, inputs: tuple, output: torch.Tensor) -> torch.Tensor | None:
        if module in seen:
            return None
        seen.add(module)
        deviation = output.std()
        if not torch.isfinite(deviation) or deviation < 1e-12:
            return None
        module.weight.data /= deviation
        if module.bias is not None:
            module.bias.data /= deviation
        return output / deviation

    return hook


def set_statistics(module: nn.Module, inputs: tuple) -> None:
    if module.running_mean is None:
        return
    x = inputs[0]
    axes = [axis for axis in range(x.dim()) if axis != 1]
    power = x.square().mean(axes)
    module.running_mean.normal_(0, 0.2).mul_(power.sqrt())
    module.running_var.copy_(power + 0.05 * power.mean() + 1e-3)
