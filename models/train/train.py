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
from labels import LABELS
from network import WorkbenchNet
from precision import per_class

HERE = Path(__file__).parent
BATCH = 64
PEAK_RATE = 2e-3
WEIGHT_DECAY = 0.03
SIDE_WEIGHT = 0.5
VALIDATION = 200


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenes", type=Path, default=HERE / "data/scenes")
    parser.add_argument("--run", type=Path, default=HERE / "runs/workbench.pt")
    parser.add_argument("--resume", type=Path, help="start from these weights")
    parser.add_argument("--rate", type=float, default=PEAK_RATE)
    parser.add_argument("--epochs", type=float, default=60)
    parser.add_argument("--minutes", type=float, default=math.inf, help="stop by then, with the rate annealed")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def learning_rate(progress: float, peak: float) -> float:
    """A short warm-up, then half a cosine."""
    if progress < 0.02:
        return peak * (0.1 + 0.9 * progress / 0.02)
    return peak * max(0.004, 0.5 * (1 + math.cos(math.pi * (progress - 0.02) / 0.98)))


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


def train_step(net, optimiser, images, targets, device) -> float:
    with torch.autocast(device, torch.bfloat16):
        features = net.last_stage(images)
        logits = net.classify(features)
        side = net.side_logits(features)
    loss = F.binary_cross_entropy_with_logits(logits.float(), targets)
    loss = loss + SIDE_WEIGHT * F.binary_cross_entropy_with_logits(side.float(), targets)
    optimiser.zero_grad(set_to_none=True)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(net.parameters(), 5.0)
    optimiser.step()
    return loss.item()


def main():
    options = arguments()
    torch.manual_seed(options.seed)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    training = SceneLabels(options.scenes, keep=lambda index: index >= VALIDATION)
    validation = SceneLabels(options.scenes, keep=lambda index: index < VALIDATION)
    validation.refresh()

    net = WorkbenchNet(len(LABELS)).to(device, memory_format=torch.channels_last)
    if options.resume:
        net.load_state_dict(torch.load(options.resume))
    average = Average(net)
    shadow = WorkbenchNet(len(LABELS)).to(device, memory_format=torch.channels_last)
    optimiser = torch.optim.AdamW(net.parameters(), lr=options.rate, weight_decay=WEIGHT_DECAY)
    options.run.parent.mkdir(parents=True, exist_ok=True)

    started = time.time()
    seen = epoch = 0
    progress = 0.0
    while progress < 1:
        count = training.refresh()
        net.train()
        losses = []
        order = torch.randperm(count).tolist()
        for start in range(0, count - BATCH + 1, BATCH):
            done = (epoch + start / count) / options.epochs
            progress = max(done, (time.time() - started) / 60 / options.minutes)
            if progress >= 1:
                break
            for group in optimiser.param_groups:
                group["lr"] = learning_rate(progress, options.rate)
            pixels, targets = training.batch(order[start : start + BATCH])
            images = to_device(normalise(augment(pixels)), device)
            losses.append(train_step(net, optimiser, images, targets.to(device), device))
            average.update(net)
            seen += BATCH
        epoch += 1
        progress = max(progress, epoch / options.epochs)
        shadow.load_state_dict(average.state)
        precision = float(np.nanmean(per_class(*score(shadow, validation, device))))
        torch.save(average.state, options.run)
        print(
            f"epoch {epoch} scenes {count} progress {progress:.2f} loss {np.mean(losses or [math.nan]):.4f} "
            f"validation mAP {precision:.4f} {seen / (time.time() - started):.0f} images/s",
            flush=True,
        )


if __name__ == "__main__":
    main()
