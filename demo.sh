#!/usr/bin/env bash
# Sets up an environment of its own in .venv and cleans seeds/ into runs/demo.
set -euo pipefail
cd "$(dirname "$0")"
python=${PYTHON:-python3}
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    echo "demo.sh: $("$python" --version) is too old; give a newer one: PYTHON=python3.11 ./demo.sh" >&2
    exit 2
fi
echo "demo.sh: installing into .venv, which takes a minute or two the first time" >&2
"$python" -m venv .venv
. .venv/bin/activate
python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
rm -rf runs/demo
cleaner run seeds/ --out runs/demo
echo "demo.sh: open runs/demo/report.html; for pages of your own: . .venv/bin/activate" >&2
