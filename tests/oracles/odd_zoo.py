"""Small networks of parts that the libraries lack and papers, competitions and other frameworks have."""

from __future__ import annotations

from typing import Callable

import torch
import torch.nn.functional as F
from torch import nn

WIDTH, CLASSES = 12, 10


def conv(inputs: int, outputs: int, kernel: int = 3, **options) -> nn.Conv2d:
    return nn.Conv2d(inputs, outputs, kernel, padding=kernel // 2 * options.get("dilation", 1), **options)


class Net(nn.Module):
    """A stem, a part that is under test, and a pooled classifier."""

    def __init__(self, part: nn.Module, channels: int = WIDTH) -> None:
        super().__init__()
        self.stem = nn.Sequential(conv(3, WIDTH, stride=2), nn.BatchNorm2d(WIDTH), nn.ReLU())
        self.part = part
        self.fc = nn.Linear(channels, CLASSES)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.part(self.stem(x))
        return self.fc(y.mean((2, 3)) if y.dim() == 4 else y)


class Apply(nn.Module):
    def __init__(self, function: Callable, *modules: nn.Module) -> None:
        super().__init__()
        self.function = function
        self.parts = nn.ModuleList(modules)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.function(x, *self.parts)


def activations() -> nn.Module:
    kinds = [nn.ELU(), nn.SELU(), nn.CELU(0.7), nn.Mish(), nn.Softplus(), nn.Softsign(), nn.LogSigmoid(), nn.Tanhshrink()]
    kinds += [nn.Hardtanh(-1, 2), nn.RReLU(), nn.GELU("tanh"), nn.PReLU(WIDTH), nn.Hardswish(), nn.Threshold(0.0, 0.0)]
    kinds += [nn.Softshrink(0.1), nn.Hardshrink(0.1), nn.GLU(1)]
    layers = [layer for kind in kinds for layer in (conv(WIDTH, WIDTH * (1 + isinstance(kind, nn.GLU))), kind)]
    return Net(nn.Sequential(*layers))


def spatial_pyramid() -> nn.Module:
    def pyramid(x, c):
        y = F.relu(c(x))
        return torch.cat([F.adaptive_max_pool2d(y, n).flatten(1) for n in (1, 2, 4)], 1)

    return Net(Apply(pyramid, conv(WIDTH, WIDTH)), WIDTH * 21)


def bilinear_cnn() -> nn.Module:
    def outer(x, a, b):
        y = torch.einsum("bchw,bdhw->bcd", a(x), b(x)).flatten(1) / 256
        return F.normalize(torch.sign(y) * torch.sqrt(y.abs() + 1e-5))

    return Net(Apply(outer, conv(WIDTH, WIDTH), conv(WIDTH, 5)), WIDTH * 5)


def generalised_mean() -> nn.Module:
    def pool(x, c):
        return F.adaptive_avg_pool2d(c(x).clamp(min=1e-6).pow(3), 1).pow(1 / 3).flatten(1)

    return Net(Apply(pool, conv(WIDTH, WIDTH)))


def cbam() -> nn.Module:
    def attend(x, c, mlp, gate):
        y = c(x)
        pooled = mlp(F.adaptive_avg_pool2d(y, 1)) + mlp(F.adaptive_max_pool2d(y, 1))
        y = y * torch.sigmoid(pooled)
        places = torch.cat([y.max(1, keepdim=True).values, y.mean(1, keepdim=True)], 1)
        return y * torch.sigmoid(gate(places))

    mlp = nn.Sequential(nn.Conv2d(WIDTH, 4, 1), nn.ReLU(), nn.Conv2d(4, WIDTH, 1))
    return Net(Apply(attend, conv(WIDTH, WIDTH), mlp, conv(2, 1, 7)))


def non_local() -> nn.Module:
    def attend(x, q, k, v):
        weights = torch.softmax(q(x).flatten(2).transpose(1, 2) @ k(x).flatten(2), -1)
        return x + (v(x).flatten(2) @ weights.transpose(1, 2)).view_as(x)

    return Net(Apply(attend, *(nn.Conv2d(WIDTH, WIDTH, 1) for _ in range(3))))


def octave() -> nn.Module:
    def exchange(x, high, low, up, down):
        small = F.avg_pool2d(x, 2)
        big = high(x) + F.interpolate(up(small), scale_factor=2, mode="nearest")
        tiny = low(small) + down(F.avg_pool2d(x, 2))
        return big + F.interpolate(tiny, size=big.shape[2:], mode="bilinear", align_corners=False)

    return Net(Apply(exchange, *(conv(WIDTH, WIDTH) for _ in range(4))))


def dynamic_convolution() -> nn.Module:
    def mixed(x, router, experts):
        weights = torch.softmax(router(x.mean((2, 3))), 1)
        return torch.stack([weights[:, i, None, None, None] * expert(x) for i, expert in enumerate(experts)]).sum(0)

    return Net(Apply(mixed, nn.Linear(WIDTH, 3), nn.ModuleList(conv(WIDTH, WIDTH) for _ in range(3))))


def coordinate_attention() -> nn.Module:
    def attend(x, shared, rows, columns):
        height = x.shape[2]
        both = torch.cat([x.mean(3, keepdim=True), x.mean(2, keepdim=True).transpose(2, 3)], 2)
        a, b = F.hardswish(shared(both)).split([height, x.shape[3]], 2)
        return x * torch.sigmoid(rows(a)) * torch.sigmoid(columns(b.transpose(2, 3)))

    return Net(Apply(attend, nn.Conv2d(WIDTH, 6, 1), nn.Conv2d(6, WIDTH, 1), nn.Conv2d(6, WIDTH, 1)))


def norms() -> nn.Module:
    def local(x, c, *rest):
        return F.local_response_norm(c(x), 5)

    part = nn.Sequential(
        *(conv(WIDTH, WIDTH), nn.GroupNorm(3, WIDTH), nn.ReLU()),
        *(conv(WIDTH, WIDTH), nn.InstanceNorm2d(WIDTH, affine=True), nn.ReLU()),
        *(conv(WIDTH, WIDTH), nn.GroupNorm(1, WIDTH), nn.LeakyReLU(0.2)),
        Apply(local, conv(WIDTH, WIDTH)),
        nn.utils.parametrizations.weight_norm(conv(WIDTH, WIDTH)),
    )
    return Net(part)


def shuffles() -> nn.Module:
    part = nn.Sequential(
        *(conv(WIDTH, 4 * WIDTH), nn.PixelShuffle(2), nn.PixelUnshuffle(2), nn.ChannelShuffle(4)),
        *(nn.Conv2d(4 * WIDTH, WIDTH, 1), nn.ReflectionPad2d(2), nn.ReplicationPad2d(1), nn.ZeroPad2d((1, 0, 0, 1))),
        *(nn.MaxPool2d(3, 2, 1, dilation=1, ceil_mode=True), nn.AvgPool2d(3, 2, 1, True, False), nn.ReLU6()),
    )
    return Net(part)


def decoder() -> nn.Module:
    part = nn.Sequential(
        *(nn.ConvTranspose2d(WIDTH, WIDTH, 3, 2, 1, output_padding=1, groups=3), nn.ReLU()),
        *(nn.ConvTranspose2d(WIDTH, WIDTH, 4, 2, 1), nn.ReLU(), nn.Upsample(scale_factor=0.5, mode="bilinear")),
        *(conv(WIDTH, WIDTH, dilation=2, stride=2), nn.ReLU(), nn.LPPool2d(2, 2)),
    )
    return Net(part)


def maxout_and_frelu() -> nn.Module:
    def largest(x, c, window):
        y = c(x)
        a, b = y.chunk(2, 1)
        y = torch.maximum(a, b)
        return torch.max(y, window(y)) + torch.minimum(a, b) * 0.1

    return Net(Apply(largest, conv(WIDTH, 2 * WIDTH), conv(WIDTH, WIDTH, groups=WIDTH)))


def soft_pool() -> nn.Module:
    def pool(x, c):
        y = c(x)
        weights = torch.exp(y)
        return F.avg_pool2d(y * weights, 2) / F.avg_pool2d(weights, 2)

    return Net(Apply(pool, conv(WIDTH, WIDTH)))


def capsules() -> nn.Module:
    def squash(x, c):
        y = c(x).reshape(x.shape[0], 3, 4, -1)
        power = (y**2).sum(2, keepdim=True)
        y = power / (1 + power) * y / torch.sqrt(power + 1e-8)
        return torch.linalg.vector_norm(y, dim=2).amax(-1)

    return Net(Apply(squash, conv(WIDTH, WIDTH)), 3)


def einsum_attention() -> nn.Module:
    def attend(x, to_q, to_kv):
        b, c, h, w = x.shape
        q = to_q(x).reshape(b, 2, c // 2, h * w)
        k, v = to_kv(F.avg_pool2d(x, 2)).chunk(2, 1)
        k, v = (t.reshape(b, 2, c // 2, -1) for t in (k, v))
        weights = torch.einsum("bhdi,bhdj->bhij", q, k).mul(0.3).softmax(-1)
        return torch.einsum("bhij,bhdj->bhdi", weights, v).reshape(b, c, h, w)

    return Net(Apply(attend, nn.Conv2d(WIDTH, WIDTH, 1), nn.Conv2d(WIDTH, 2 * WIDTH, 1)))


def spatial_transformer() -> nn.Module:
    def transform(x, place, c):
        theta = 0.2 * place(F.adaptive_avg_pool2d(x, 1).flatten(1)).view(-1, 2, 3) + torch.eye(2, 3, dtype=x.dtype)
        # torch.nn.functional.affine_grid is not in the classic exporter
        steps = torch.linspace(-0.9, 0.9, 10, dtype=x.dtype)
        rows, columns = torch.meshgrid(steps, steps, indexing="ij")
        places = torch.stack([columns, rows, torch.ones_like(rows)], -1).view(1, 100, 3)
        grid = (places @ theta.transpose(1, 2)).view(-1, 10, 10, 2)
        return F.relu(c(F.grid_sample(x, grid, align_corners=False)))

    return Net(Apply(transform, nn.Linear(WIDTH, 6), conv(WIDTH, WIDTH)))


def scatters() -> nn.Module:
    def scattered(x, c):
        y = c(x)
        places = torch.tensor([5, 0, 5, 2]).view(1, 4, 1, 1).expand(x.shape[0], 4, *x.shape[2:])
        y = y.scatter_add(1, places, x[:, 3:7])
        y = y.index_add(1, torch.tensor([1, 1]), x[:, 8:10])
        return torch.gather(y, 1, places.flip(1)) * torch.fmod(x[:, :4], 0.7) + y[:, 4:8].prod(1, keepdim=True)

    return Net(Apply(scattered, conv(WIDTH, WIDTH)), 4)


MODELS = {
    function.__name__: function
    for function in (
        *(activations, spatial_pyramid, bilinear_cnn, generalised_mean, cbam, non_local, octave, dynamic_convolution),
        *(coordinate_attention, norms, shuffles, decoder, maxout_and_frelu, soft_pool, capsules, einsum_attention),
        *(spatial_transformer, scatters),
    )
}
