"""The notebooks run from a clean kernel, show what they say, define nothing, and are kept without outputs."""

import ast
import asyncio
import shutil
from pathlib import Path

import nbformat
import pytest

FOLDER = Path(__file__).parents[1] / "notebooks"
NAMES = [path.stem for path in sorted(FOLDER.glob("*.ipynb"))]
# What the last value that a notebook shows as HTML of ours says.
SHOWN = {
    "01-one-page": "comment-form/heading",
    "02-a-batch": "expectations evaluated",
    "03-your-own-site": "newsletter",
    "04-names": "Wieland",
    "05-expectations": "all hold",
    "06-on-spark": "articles/not-empty",
}
pytestmark = pytest.mark.filterwarnings("default")  # the kernel's own libraries warn


def read(name):
    return nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)


async def executed(name, path, kernels):
    from nbclient import NotebookClient

    notebook = read(name)
    async with kernels:
        client = NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(path)}})
        await client.async_execute()
    return notebook


async def all_executed(names, path):
    """Return notebooks that were executed, or what went wrong with them; two kernels run at a time."""
    kernels = asyncio.Semaphore(2)
    return await asyncio.gather(*(executed(name, path, kernels) for name in names), return_exceptions=True)


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    """Give the notebooks as they were executed, by name, or what went wrong with them."""
    path = tmp_path_factory.mktemp("elsewhere")  # no notebook may need the folder that it lies in
    names = [name for name in reversed(NAMES) if "spark" not in name or shutil.which("java")]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_PLATFORM_DIRS", "1")
        notebooks = asyncio.run(all_executed(names, path))
    assert list(path.iterdir()) == []  # what they write lies in temporary folders
    return dict(zip(names, notebooks, strict=True))


def shown(notebook):
    """Return what a notebook shows as HTML of ours."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    told = [output.get("data", {}).get("text/html", "") for output in outputs]
    return [html for html in told if html.startswith("<div style=")]


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_runs_and_shows_what_it_tells_of(done, name):
    if "spark" in name and not shutil.which("java"):
        pytest.skip("Spark runs on Java, which is not installed")
    if isinstance(done[name], BaseException):
        raise done[name]
    assert SHOWN[name] in shown(done[name])[-1]


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_is_kept_without_outputs_and_defines_nothing(name):
    cells = [cell for cell in read(name).cells if cell.cell_type == "code"]
    assert all(cell.outputs == [] and cell.execution_count is None for cell in cells)
    nodes = [node for cell in cells for node in ast.walk(ast.parse(cell.source))]
    assert not [n for n in nodes if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)]
    private = [n.attr for n in nodes if isinstance(n, ast.Attribute) and n.attr.startswith("_")]
    assert private == []
