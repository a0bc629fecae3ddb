#!/usr/bin/env bash
# Compares the graph cut with OpenCV's GrabCut: same pictures, same seeds, same rounds.
#
#   tests/oracles/segment/run.sh
#
# SEGMENT_VENV: the Python environment (default: .venv-segment in the repository); made where it is missing.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
venv=${SEGMENT_VENV:-$root/.venv-segment}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if ! cmp -s "$here/requirements.txt" "$venv/requirements.txt"; then
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet -r "$here/requirements.txt"
  cp "$here/requirements.txt" "$venv/requirements.txt"
fi
"$venv/bin/python" "$here/grabcut.py" --work "$work"
