#!/usr/bin/env bash
# Compares `saliency export --single` with torch.autograd on real architectures; installs what it needs.
#
#   tests/oracles/run.sh             every architecture; writes docs/oracle-table.md
#   tests/oracles/run.sh --sample    about a dozen architectures, some five minutes, as CI does
#   tests/oracles/run.sh --filter resnet --exporter dynamo    see oracle.py --help for all options
#
# ORACLE_VENV: the Python environment (default: .venv in the repository). ORACLE_CACHE: exported models and references,
# kept between runs (default: a folder that this run removes). A whole run needs some 60 GB there, or with --prune 10.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
venv=${ORACLE_VENV:-$root/.venv}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if ! cmp -s "$here/requirements.txt" "$venv/requirements.txt"; then
  python3 -m venv "$venv"
  # PIP_EXTRA_INDEX_URL=https://download.pytorch.org/whl/cpu saves two gigabytes, where that host can be reached.
  "$venv/bin/pip" install --quiet -r "$here/requirements.txt"
  cp "$here/requirements.txt" "$venv/requirements.txt"
fi
node "$here/build-command.mjs" "$work/command"

table=()
[[ $# -eq 0 ]] && table=(--prune --table "$root/docs/oracle-table.md")
OMP_NUM_THREADS=1 "$venv/bin/python" "$here/oracle.py" --command "$work/command/main.js" \
  --cache "${ORACLE_CACHE:-$work/cache}" "${table[@]}" "$@"
