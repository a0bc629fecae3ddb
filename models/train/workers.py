"""Training in several processes, a thread each.

Two cores that share one step wait for each other at every operator, which is slow on a busy machine; two
processes that share a batch wait once a step.
"""

import os

import torch
import torch.distributed as dist


def join(rank: int, workers: int):
    if workers == 1:
        return
    torch.set_num_threads(1)
    os.environ.setdefault("MASTER_ADDR", "127.0.0.1")
    os.environ.setdefault("MASTER_PORT", "29531")
    dist.init_process_group("gloo", rank=rank, world_size=workers)


def leave(workers: int):
    if workers > 1:
        dist.destroy_process_group()


def from_first(value: float, workers: int) -> float:
    """The first worker's value, for all."""
    if workers == 1:
        return value
    shared = torch.tensor([value], dtype=torch.float64)
    dist.broadcast(shared, 0)
    return shared.item()


@torch.no_grad()
def copy_from_first(net: torch.nn.Module, workers: int):
    """Weights and running means as the first worker has them."""
    if workers > 1:
        for value in net.state_dict().values():
            dist.broadcast(value, 0)


def average_gradients(parameters, workers: int):
    if workers == 1:
        return
    gradients = [parameter.grad for parameter in parameters if parameter.grad is not None]
    flat = torch.cat([gradient.flatten() for gradient in gradients])
    dist.all_reduce(flat)
    flat /= workers
    for gradient, part in zip(gradients, flat.split([g.numel() for g in gradients]), strict=True):
        gradient.copy_(part.view_as(gradient))
