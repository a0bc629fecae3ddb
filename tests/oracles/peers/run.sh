#!/usr/bin/env bash
# Compares the maps of this package with those of Captum and pytorch-grad-cam on torchvision networks of random weights.
#
#   tests/oracles/peers/run.sh
#
# PEERS_VENV: the Python environment (default: .venv-peers in the repository's parent folder); made where it is missing.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
venv=${PEERS_VENV:-$(dirname "$root")/.venv-peers}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if ! cmp -s "$here/requirements.txt" "$venv/requirements.txt"; then
  python3 -m venv "$venv"
  # PIP_EXTRA_INDEX_URL=https://download.pytorch.org/whl/cpu saves two gigabytes, where that host can be reached.
  "$venv/bin/pip" install --quiet -r "$here/requirements.txt"
  cp "$here/requirements.txt" "$venv/requirements.txt"
fi
OMP_NUM_THREADS=1 "$venv/bin/python" "$here/peers.py" --work "$work"
