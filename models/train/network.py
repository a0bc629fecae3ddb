"""VGG-16's topology at reduced width."""

import torch
from torch import nn

STAGES = (2, 2, 3, 3, 3)
WIDTHS = (8, 16, 32, 64, 96)
HIDDEN = 256
HEIGHT, WIDTH = 160, 224


def conv_block(inputs: int, outputs: int) -> list[nn.Module]:
    """Batch normalisation is for training only: the export folds it into the convolution."""
    return [
        nn.Conv2d(inputs, outputs, 3, padding=1, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(inplace=True),
    ]


class WorkbenchNet(nn.Module):
    """Thirteen convolutions, five max-pools, three fully connected layers.

    The side head (a class map on the last stage, pooled softly) exists in training only. It asks every
    cell of the last stage to say which class it shows, so that class evidence stays where the object is;
    it too sees nothing but image-level labels, and it is left out of the export.
    """

    def __init__(self, classes: int, widths=WIDTHS, hidden: int = HIDDEN):
        super().__init__()
        inputs = 3
        self.stages = nn.ModuleList()
        for depth, width in zip(STAGES, widths, strict=True):
            layers = []
            for _ in range(depth):
                layers += conv_block(inputs, width)
                inputs = width
            self.stages.append(nn.Sequential(*layers))
        self.pool = nn.MaxPool2d(2, 2)
        self.drop = nn.Dropout(0.15)
        self.fc6 = nn.Linear(inputs * (HEIGHT // 32) * (WIDTH // 32), hidden)
        self.fc7 = nn.Linear(hidden, hidden)
        self.fc8 = nn.Linear(hidden, classes)
        self.side = nn.Conv2d(inputs, classes, 1)
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")

    def last_stage(self, image: torch.Tensor) -> torch.Tensor:
        """Activations of relu5_3, before the fifth pool."""
        x = self.stages[0](image)
        for stage in self.stages[1:]:
            x = stage(self.pool(x))
        return x

    def classify(self, relu5_3: torch.Tensor) -> torch.Tensor:
        x = self.pool(relu5_3).flatten(1)
        x = self.drop(torch.relu(self.fc6(x)))
        x = self.drop(torch.relu(self.fc7(x)))
        return self.fc8(x)

    def side_logits(self, relu5_3: torch.Tensor, sharpness: float = 4.0) -> torch.Tensor:
        """Log-mean-exp of the class map over its cells: between average (blurs) and maximum (one cell)."""
        maps = self.side(relu5_3).flatten(2).float()
        cells = torch.tensor(float(maps.shape[-1])).log()
        return (torch.logsumexp(maps * sharpness, -1) - cells) / sharpness

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        return self.classify(self.last_stage(image))
