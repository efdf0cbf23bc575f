#!/usr/bin/env bash
# Sets up an environment of its own in .venv and runs every check and test.
set -euo pipefail
cd "$(dirname "$0")"
python3 -m venv .venv
. .venv/bin/activate
python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev]"
ruff check .
ruff format --check .
mypy
python -m pytest "$@"
