"""Trains the network on image-level labels: python train.py --minutes 60"""

import argparse
import math
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from augment import augment
from dataset import SceneLabels, normalise
from head_start import start_head
from labels import LABELS
from muon import Muon
from network import HEIGHT, WIDTH, WorkbenchNet
from precision import per_class
from quiet_background import quiet_background
from workers import average_gradients, copy_from_first, from_first, join, leave

HERE = Path(__file__).parent
BATCH = 32
ADAM_RATE = 2e-3
MUON_RATE = 0.02
WEIGHT_DECAY = 0.03
SIDE_WEIGHT = 0.5
VALIDATION = 200
# How much the last stage is asked to be silent where nothing is.
SPARSITY_WEIGHT = 0.4
QUIET_SHARE = 0.55
# The first part of the training goes by the side head alone, on smaller images: half the work an image, and the
# fully connected layers start from a last stage that knows where things are.
SMALL_SHARE = 0.35
SMALL = (112, 160)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenes", type=Path, default=HERE / "data/scenes")
    parser.add_argument("--run", type=Path, default=HERE / "runs/workbench.pt")
    parser.add_argument("--resume", type=Path, help="start from these weights")
    parser.add_argument("--epochs", type=float, default=60)
    parser.add_argument("--minutes", type=float, default=math.inf, help="stop by then, with the rate annealed")
    parser.add_argument("--begin", type=float, default=0, help="share of the schedule that --resume has behind it")
    parser.add_argument("--workers", type=int, default=2, help="processes, where there is no GPU")
    parser.add_argument("--validate-every", type=int, default=4, help="in epochs")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def learning_rate(progress: float) -> float:
    """As a share of the highest: a short warm-up, then half a cosine."""
    if progress < 0.02:
        return 0.1 + 0.9 * progress / 0.02
    return max(0.004, 0.5 * (1 + math.cos(math.pi * (progress - 0.02) / 0.98)))


def optimisers(net: WorkbenchNet) -> list[torch.optim.Optimizer]:
    """Muon for the weights within the network; Adam for those at its ends and for all biases and norms."""
    ends = {net.stages[0][0].weight, net.side.weight, net.fc8.weight}
    inner = [p for p in net.parameters() if p.ndim > 1 and p not in ends]
    rest = [p for p in net.parameters() if p.ndim == 1 or p in ends]
    return [
        Muon(inner, lr=MUON_RATE, weight_decay=WEIGHT_DECAY),
        torch.optim.AdamW(rest, lr=ADAM_RATE, weight_decay=WEIGHT_DECAY),
    ]


class Average:
    """A running mean of the weights: what is validated, saved and exported."""

    def __init__(self, net: WorkbenchNet):
        self.state = {name: value.detach().clone() for name, value in net.state_dict().items()}
        self.steps = 0

    @torch.no_grad()
    def update(self, net: WorkbenchNet):
        self.steps += 1
        keep = min(0.995, self.steps / (self.steps + 10))
        for name, value in net.state_dict().items():
            if value.dtype.is_floating_point:
                self.state[name].lerp_(value, 1 - keep)
            else:
                self.state[name].copy_(value)


def to_device(images: torch.Tensor, device: str) -> torch.Tensor:
    return images.to(device).contiguous(memory_format=torch.channels_last)


@torch.inference_mode()
def score(net: WorkbenchNet, data: SceneLabels, device: str) -> tuple[np.ndarray, np.ndarray]:
    net.eval()
    scores, truth = [], []
    for start in range(0, len(data.pixels), BATCH):
        pixels, targets = data.batch(range(start, min(start + BATCH, len(data.pixels))))
        with torch.autocast(device, torch.bfloat16):
            scores.append(net(to_device(normalise(pixels), device)).float().cpu())
        truth.append(targets)
    return torch.cat(scores).numpy(), torch.cat(truth).numpy()


def sparsity(activations: torch.Tensor) -> torch.Tensor:
    """Mean over root mean square of every channel: 1 where it is equally active everywhere, small where it is
    silent but for a few places. Heatmaps are sums of these channels: what they do over bare bench blurs all of them."""
    values = activations.float()
    energy = values.square().mean((0, 2, 3)).clamp_min(1e-6).sqrt()
    return (values.mean((0, 2, 3)) / energy).mean()


def train_step(net, steppers, images, targets, options, quiet) -> float:
    with torch.autocast(options.device, torch.bfloat16):
        features = net.last_stage(images)
        side = net.side_logits(features)
        logits = net.classify(features) if images.shape[2] == HEIGHT else None
    loss = F.binary_cross_entropy_with_logits(side.float(), targets)
    if logits is not None:
        loss = SIDE_WEIGHT * loss + F.binary_cross_entropy_with_logits(logits.float(), targets)
        if quiet:
            loss = loss + SPARSITY_WEIGHT * sparsity(features)
    net.zero_grad(set_to_none=True)
    loss.backward()
    average_gradients(net.parameters(), options.workers)
    torch.nn.utils.clip_grad_norm_(net.parameters(), 5.0)
    for stepper in steppers:
        stepper.step()
    return loss.item()


def build_net(options) -> WorkbenchNet:
    torch.manual_seed(options.seed)
    net = WorkbenchNet(len(LABELS))
    if options.resume:
        net.load_state_dict(torch.load(options.resume, map_location="cpu"))
    return net.to(options.device, memory_format=torch.channels_last)


def work(rank: int, options: argparse.Namespace):
    join(rank, options.workers)
    training = SceneLabels(options.scenes, keep=lambda index: index >= VALIDATION)
    validation = SceneLabels(options.scenes, keep=lambda index: index < VALIDATION)
    net = build_net(options)
    shadow = build_net(options)
    average = Average(net)
    steppers = optimisers(net)
    peaks = [stepper.param_groups[0]["lr"] for stepper in steppers]
    share = BATCH // options.workers

    started = time.time()
    seen = epoch = 0
    progress = options.begin
    started_head = options.begin > SMALL_SHARE
    quiet = options.begin > QUIET_SHARE
    while progress < 1:
        count = training.refresh(int(from_first(training.available(), options.workers)))
        net.train()
        losses = []
        torch.manual_seed(options.seed + epoch)
        order = torch.randperm(count).tolist()
        torch.manual_seed((options.seed + epoch) * 100 + rank)
        for start in range(0, count - BATCH + 1, BATCH):
            done = (epoch + start / count) / options.epochs
            progress = max(done, (time.time() - started) / 60 / options.minutes)
            progress = from_first(options.begin + (1 - options.begin) * progress, options.workers)
            if progress >= 1:
                break
            for stepper, peak in zip(steppers, peaks, strict=True):
                stepper.param_groups[0]["lr"] = peak * learning_rate(progress)
            if progress >= SMALL_SHARE and not started_head:
                start_head(net)
                average.steps = 0
                started_head = True
            if progress >= QUIET_SHARE and not quiet:
                sample = normalise(training.batch(range(192))[0])
                quiet_background(net, to_device(sample, options.device))
                copy_from_first(net, options.workers)
                average.steps = 0
                quiet = True
            size = SMALL if progress < SMALL_SHARE else (HEIGHT, WIDTH)
            first = start + rank * share
            pixels, targets = training.batch(order[first : first + share])
            images = to_device(augment(pixels, size, hiding=progress > SMALL_SHARE), options.device)
            losses.append(train_step(net, steppers, images, targets.to(options.device), options, quiet))
            if rank == 0:
                average.update(net)
            seen += BATCH
        epoch += 1
        if epoch >= options.epochs:
            progress = 1
        if rank != 0:
            continue
        torch.save(average.state, options.run)
        report = f"epoch {epoch} scenes {count} progress {progress:.2f} loss {np.mean(losses or [0.0]):.4f}"
        if progress > SMALL_SHARE and (epoch % options.validate_every == 0 or progress >= 1):
            validation.refresh()
            shadow.load_state_dict(average.state)
            precision = float(np.nanmean(per_class(*score(shadow, validation, options.device))))
            report += f" validation mAP {precision:.4f}"
        print(f"{report} {seen / (time.time() - started):.0f} images/s", flush=True)
    leave(options.workers)


def main():
    options = arguments()
    options.device = "cuda" if torch.cuda.is_available() else "cpu"
    options.workers = 1 if options.device == "cuda" else options.workers
    options.run.parent.mkdir(parents=True, exist_ok=True)
    if options.workers == 1:
        work(0, options)
    else:
        torch.multiprocessing.spawn(work, (options,), nprocs=options.workers)


if __name__ == "__main__":
    main()
