#!/usr/bin/env bash
# Compares `saliency export --single` with frameworks other than PyTorch, on files of their exporters.
#
#   tests/oracles/frameworks/run.sh                              everything; writes docs/frameworks.md
#   tests/oracles/frameworks/run.sh keras --filter MobileNetV2   see frameworks.py --help for all options
#
# FRAMEWORKS_VENVS: the folder of the Python environments (default: .venv-frameworks in the repository), one for each
# framework, since they want different versions of onnx; made where they are missing.
# FRAMEWORKS_OUT: the results (default: a folder that this run removes); those that lie there are part of the page.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
venvs=${FRAMEWORKS_VENVS:-$root/.venv-frameworks}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
out=${FRAMEWORKS_OUT:-$work/out}

node "$here/../build-command.mjs" "$work/command"

compare() {
  local framework=$1 venv=$venvs/$1 wanted=$here/requirements-$1.txt
  shift
  if ! cmp -s "$wanted" "$venv/requirements.txt"; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet -r "$wanted"
    cp "$wanted" "$venv/requirements.txt"
  fi
  OMP_NUM_THREADS=1 "$venv/bin/python" "$here/frameworks.py" "$framework" \
    --command "$work/command/main.js" --out "$out" "$@"
}

if [[ $# -gt 0 ]]; then
  compare "$@"
  exit
fi
failed=0
for framework in keras paddle flax; do
  compare "$framework" || failed=1
done
python3 "$here/page.py" "$out" "$root/docs/frameworks.md"
exit $failed
