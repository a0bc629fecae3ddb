"""Makes the last stage silent over bare bench.

Most of an image is background, so what a channel does in most places is its answer to background. That level is
taken off (it becomes zero after the ReLU) and given back as a constant to the layers that follow; training then goes on
with a penalty that keeps it so. Grad-CAM++ and its kin weight all channels positively: without this step their
maps show every channel's background level on top of the object.
"""

import torch

from network import WorkbenchNet

# The share of an image that is taken to be background.
BACKGROUND = 0.75


@torch.inference_mode()
def background_level(features: torch.Tensor) -> torch.Tensor:
    return torch.quantile(features.float().transpose(0, 1).flatten(1)[:, ::3], BACKGROUND, dim=1)


@torch.no_grad()
def quiet_background(net: WorkbenchNet, images: torch.Tensor):
    training = net.training
    net.eval()
    features = torch.cat([net.last_stage(part) for part in images.split(32)])
    net.train(training)
    level = background_level(features).clone()
    norm = net.stages[-1][-2]
    norm.bias -= level
    lost = torch.minimum(features, level.view(1, -1, 1, 1)).mean((0, 2, 3))
    net.side.bias += net.side.weight.flatten(1) @ lost
    lost_pooled = torch.minimum(net.pool(features), level.view(1, -1, 1, 1)).mean(0)
    net.fc6.bias += net.fc6.weight @ lost_pooled.flatten()
