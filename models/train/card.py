"""Puts the measured numbers into the model card: python card.py"""

import re
from pathlib import Path

from evaluate import evaluate
from localise import measure

MODELS = Path(__file__).parent.parent
RUN = Path(__file__).parent / "runs/workbench.pt"
THRESHOLDS = (0.3, 0.45, 0.6)


def precision_table(numbers: dict) -> str:
    rows = "\n".join(f"| {label} | {value:.3f} |" for label, value in numbers["average_precision"].items())
    return (
        f"Mean average precision over the classes: **{numbers['mean_average_precision']:.3f}** "
        f"({numbers['images']} held-out scenes).\n"
        f"At a score of 0.5 the model names {numbers['recall_at_half']:.1%} of the classes that are present, "
        f"and {numbers['false_alarms_at_half']:.1%} of those that are not.\n\n"
        f"| class | average precision |\n|---|---|\n{rows}"
    )


def localisation_table(tallies: dict) -> str:
    """For every method and layer, the threshold at which most objects get a box of IoU >= 0.5."""
    best = {}
    for (layer, method, threshold), tally in tallies.items():
        numbers = tally.numbers()
        if numbers["half"] > best.get((layer, method), ({"half": -1}, 0))[0]["half"]:
            best[layer, method] = (numbers, threshold)
    rows = "\n".join(
        f"| {method} | `{layer}` | {threshold:.2f} | {n['third']:.1%} | {n['half']:.1%} | {n['mean']:.2f} | {n['pointing']:.1%} |"
        for (layer, method), (n, threshold) in best.items()
    )
    return (
        "| method | layer | threshold | IoU >= 0.3 | IoU >= 0.5 | mean IoU | pointing game |\n|---|---|---|---|---|---|---|\n"
        + rows
    )


def replace(card: str, name: str, text: str) -> str:
    pattern = rf"(<!-- {name} -->).*?(<!-- /{name} -->)"
    return re.sub(pattern, lambda match: f"{match[1]}\n\n{text}\n\n{match[2]}", card, flags=re.S)


def main():
    path = MODELS / "workbench.md"
    card = path.read_text()
    scenes = MODELS / "evaluation"
    card = replace(card, "precision", precision_table(evaluate(MODELS / "workbench.onnx", scenes)))
    card = replace(card, "localisation", localisation_table(measure(RUN, scenes, THRESHOLDS)))
    path.write_text(card)


if __name__ == "__main__":
    main()
