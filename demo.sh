#!/usr/bin/env bash
# Sets up an environment of its own in .venv and cleans seeds/ into runs/demo.
set -euo pipefail
cd "$(dirname "$0")"
python3 -m venv .venv
. .venv/bin/activate
python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
rm -rf runs/demo
cleaner run seeds/ --out runs/demo
