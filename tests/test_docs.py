"""The README's code and the notebook run."""

import os
import re
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parents[1]


def test_the_python_in_the_readme_runs():
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert len(blocks) == 1
    exec(blocks[0], {})


@pytest.mark.filterwarnings("default")  # the kernel's own libraries warn
def test_the_notebook_runs_and_is_kept_without_outputs():
    os.environ["JUPYTER_PLATFORM_DIRS"] = "1"
    from nbclient import NotebookClient

    notebook = nbformat.read(ROOT / "notebooks" / "01-one-page.ipynb", as_version=4)
    assert all(not cell.get("outputs") for cell in notebook.cells)
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(ROOT)}}).execute()
    assert "expectations evaluated" in str(notebook.cells[-1].outputs)
