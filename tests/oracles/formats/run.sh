#!/usr/bin/env bash
# Writes a hard set of names and shapes in the formats, and reads it back with the formats' own tools.
# FORMATS_VENV: the Python environment (default: .venv-formats in the repository).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
venv=${FORMATS_VENV:-$root/.venv-formats}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if ! cat "$here/requirements.txt" "$here/readers.txt" | cmp -s - "$venv/requirements.txt"; then
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet -r "$here/requirements.txt"
  # Only their readers are used, so neither Qt nor PyTorch is installed.
  "$venv/bin/pip" install --quiet --no-deps --upgrade --target "$venv/readers" -r "$here/readers.txt"
  cat "$here/requirements.txt" "$here/readers.txt" > "$venv/requirements.txt"
fi
node "$here/../build-command.mjs" "$work/code" "$root/src/formats.ts"
node "$here/write.mjs" "$work/code/formats.js" "$work/written"
"$venv/bin/python" "$here/read.py" "$work/written" "$venv/readers"
