"""What PyTorch says: every intermediate tensor of a forward pass in float64, and the score's gradient by it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch.overrides import TorchFunctionMode


class Recorder(TorchFunctionMode):
    """Keeps every float tensor that any torch function returns, in the order of computation."""

    def __init__(self) -> None:
        super().__init__()
        self.tensors: dict[int, torch.Tensor] = {}

    def __torch_function__(self, func, types, args=(), kwargs=None):
        result = func(*args, **(kwargs or {}))
        for tensor in result if isinstance(result, (tuple, list)) else (result,):
            if isinstance(tensor, torch.Tensor) and tensor.requires_grad and tensor.dim() >= 3:
                self.tensors.setdefault(id(tensor), tensor)
        return result


@dataclass
class Reference:
    logits: np.ndarray
    tensors: list[torch.Tensor]
    output: torch.Tensor

    def gradients(self, indices: list[int], score_weights: np.ndarray) -> list[np.ndarray | None]:
        """dS/dT for S = score_weights . logits; None where S does not depend on T."""
        score = (self.output * torch.from_numpy(score_weights).double()).sum()
        if not indices:
            return []
        wanted = [self.tensors[index] for index in indices]
        found = torch.autograd.grad(score, wanted, retain_graph=True, allow_unused=True)
        return [None if gradient is None else gradient.numpy() for gradient in found]


def batch_norm(x, mean, variance, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5):
    """By its formula: torch 2.15 gets the gradient wrong on the CPU where dy is strided as after a transpose."""
    if training:
        return BATCH_NORM(x, mean, variance, weight, bias, training, momentum, eps)
    shape = [1, -1] + [1] * (x.dim() - 2)
    scale = 1 / (variance + eps).sqrt() if weight is None else weight / (variance + eps).sqrt()
    y = (x - mean.view(shape)) * scale.view(shape)
    return y if bias is None else y + bias.view(shape)


BATCH_NORM = F.batch_norm


def to_float64(model: torch.nn.Module) -> None:
    """And to operations that autograd can be trusted with; for the rest of the process."""
    F.batch_norm = batch_norm
    model.double().requires_grad_(False)
    for module in model.modules():
        if getattr(module, "inplace", False):
            module.inplace = False
    torch.backends.mha.set_fastpath_enabled(False)


def record(model: torch.nn.Module, x: torch.Tensor) -> Reference:
    leaf = x.double().requires_grad_(True)
    with Recorder() as recorder:
        output = model(leaf * 1.0)
    output = getattr(output, "logits", output)
    return Reference(output.detach().numpy(), list(recorder.tensors.values()), output)


def match(activations: dict[str, np.ndarray], reference: Reference, tolerance: float = 1e-4) -> dict[str, list[int]]:
    """Which torch tensors hold the values of which ONNX tensors: {ONNX name: indices}."""
    by_shape: dict[tuple[int, ...], list[tuple[int, np.ndarray]]] = {}
    for index, tensor in enumerate(reference.tensors):
        by_shape.setdefault(tuple(tensor.shape), []).append((index, tensor.detach().numpy()))
    matches = {}
    for name, values in activations.items():
        norm = np.linalg.norm(values)
        probe = values.ravel()[:: max(1, values.size // 64)]
        same = []
        for index, candidate in by_shape.get(values.shape, []):
            sketch = candidate.ravel()[:: max(1, values.size // 64)]
            if np.linalg.norm(probe - sketch) > 1e-2 * (np.linalg.norm(probe) + 1e-6 * norm):
                continue
            if norm > 0 and np.linalg.norm(values - candidate) <= tolerance * norm:
                same.append(index)
        if same:
            matches[name] = same
    return matches
