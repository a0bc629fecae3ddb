#!/usr/bin/env bash
# Renders the scenes, trains, exports workbench.onnx with its catalogue entry, and renews the numbers of its card.
# Needs: npm ci at the root, a Chromium, and Python with the packages of requirements.txt.
# About an hour and a half on two idle cores; the training alone takes minutes on a GPU.
set -euo pipefail
cd "$(dirname "$0")"

scenes=data/scenes
evaluation=../evaluation

# Seeds below 100000 are kept for evaluation. Scenes that are there already are not rendered again.
node ../scenes/render.mjs --out "$scenes" --first 100000 --count "${SCENES:-3200}"
if [ ! -f "$evaluation/scenes.json" ]; then
  node ../scenes/render.mjs --out "$evaluation" --first 0 --count 160 --coco
fi
OMP_NUM_THREADS=1 python train.py --epochs "${EPOCHS:-60}"
python export.py
python card.py
