"""A first guess at the fully connected layers, from the side head's class maps.

From random weights they would have to learn every class anew at every place, which takes more scenes than the
convolutions did. They start instead as: is class k's evidence positive in region r (fc6), in how many regions
(fc7), so is k present (fc8)? Training then makes of it what it will.
"""

import torch

from network import HEIGHT, WIDTH, WorkbenchNet

ROWS, COLUMNS = HEIGHT // 32, WIDTH // 32
BANDS = (0, 0, 1, 2, 2)
REGIONS = COLUMNS * 3
# What one cell of background says against a class, and how much evidence makes a class even odds; by trial.
LIFT, GAIN, THRESHOLD = 5.0, 0.7, 4.0


@torch.no_grad()
def start_head(net: WorkbenchNet):
    classes, channels = net.side.weight.shape[:2]
    evidence = net.side.weight.flatten(1)
    for layer in (net.fc6, net.fc7, net.fc8):
        layer.weight.mul_(0.1)
        layer.bias.zero_()
    fc6 = net.fc6.weight.view(-1, channels, ROWS, COLUMNS)
    for label in range(classes):
        units = slice(label * REGIONS, (label + 1) * REGIONS)
        for row, band in enumerate(BANDS):
            for column in range(COLUMNS):
                unit = label * REGIONS + band * COLUMNS + column
                fc6[unit, :, row, column] += evidence[label] / BANDS.count(band)
        net.fc6.bias[units] += net.side.bias[label] + LIFT
        net.fc7.weight[units, units] += 1 / REGIONS**0.5
        net.fc8.weight[label, units] += GAIN / REGIONS**0.5
        net.fc8.bias[label] -= THRESHOLD
