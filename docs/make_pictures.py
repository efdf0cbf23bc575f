"""The pictures of the docs, made again by a command.

usage: python -m docs.make_pictures [NAME ...]

Each is a page in headless Chromium, off line, light, of a fixed size, saved with few colours. A picture is
one entry of PICTURES: a function that is given a folder to work in and a browser, and returns PNG.
"""

from __future__ import annotations

import io
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parents[1]
OUT = ROOT / "docs" / "pictures"
PROGRAM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
WIDTH = 1280  # of a window, in pixels of CSS
SHARP = 1.5  # pixels of the picture for one of CSS
COLOURS = 256  # of a picture; text on plain grounds needs no more
NOTEBOOK = "01-one-page"
SEED = ROOT / "seeds" / "fr-pont.txt"
TERMINAL = """<!doctype html><meta charset="utf-8"><style>
body {{ margin: 0 }}
pre {{ font: 15px/1.45 ui-monospace, "DejaVu Sans Mono", monospace; margin: 0; padding: 18px 22px;
      display: inline-block; max-height: 1000px; overflow: hidden }}
</style><pre>{code}</pre>"""
Picture = Callable[[Path, Browser], bytes]


def report(folder: Path, browser: Browser) -> bytes:
    """Return the head of the report of seeds/."""
    import cleaner

    done = cleaner.run(ROOT / "seeds", folder / "run")
    return shot(browser, done.folder / "report.html", height=1500)


def explain(folder: Path, browser: Browser) -> bytes:
    """Return what `cleaner explain` shows of a seed in a terminal."""
    page = folder / "explain.html"
    page.write_text(_terminal(SEED), encoding="utf-8")
    return shot(browser, page, width=1100, element="pre")


def _terminal(page: Path) -> str:
    """Return the output of `cleaner explain` as a page: what a terminal of 120 columns would show."""
    from rich.console import Console
    from rich.terminal_theme import DEFAULT_TERMINAL_THEME
    from rich.text import Text

    plain = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    colours = {"FORCE_COLOR": "1", "COLUMNS": "120", "TERM": "xterm-256color", "PYTHONPATH": str(ROOT)}
    name = page.relative_to(ROOT).as_posix()
    command = [sys.executable, "-m", "cleaner", "explain", name]
    told = subprocess.run(command, cwd=ROOT, env=plain | colours, capture_output=True, text=True, check=True)
    console = Console(record=True, width=120, file=io.StringIO(), force_terminal=True)
    console.print(Text(f"$ cleaner explain {name}", "bold"))
    console.print(Text.from_ansi(told.stdout))
    return console.export_html(theme=DEFAULT_TERMINAL_THEME, code_format=TERMINAL, inline_styles=True)


def notebook(folder: Path, browser: Browser) -> bytes:
    """Return the first cells of a notebook, executed."""
    import nbformat
    from nbclient import NotebookClient
    from nbconvert import HTMLExporter

    content = nbformat.read(ROOT / "notebooks" / f"{NOTEBOOK}.ipynb", as_version=4)
    content.cells = content.cells[:2]
    NotebookClient(content, timeout=300, resources={"metadata": {"path": str(folder)}}).execute()
    page = folder / "notebook.html"
    page.write_text(HTMLExporter().from_notebook_node(content)[0], encoding="utf-8")
    return shot(browser, page, width=1060, element="main")


def review(folder: Path, browser: Browser) -> bytes:
    """Return the page on which a person decides what a run left in doubt, served by `cleaner review`."""
    import cleaner
    from tests import doubtful

    doubtful.write(folder / "pages.jsonl")
    cleaner.run(folder / "pages.jsonl", folder / "runs" / "first")
    command = [sys.executable, "-m", "cleaner", "review", "runs/first", "--no-open"]
    known = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=folder, env=known) as serving:
        address = serving.stdout.readline().strip() if serving.stdout else ""
        picture = shot(browser, address, height=1000, offline=False)
        serving.send_signal(signal.SIGINT)
    return picture


PICTURES: dict[str, Picture] = {"report": report, "explain": explain, "notebook": notebook}
if find_spec("cleaner.review"):  # its page is made where there is one
    PICTURES["review"] = review


def shot(browser: Browser, page: Path | str, **wanted: Any) -> bytes:
    """Return a picture of a file or address: its first *height* pixels, or one *element* as tall as it is."""
    size = {"width": wanted.get("width", WIDTH), "height": wanted.get("height", 800)}
    offline = wanted.get("offline", True)
    context = browser.new_context(
        viewport=size, device_scale_factor=SHARP, color_scheme="light", offline=offline
    )
    opened = context.new_page()
    opened.goto(page.as_uri() if isinstance(page, Path) else page)
    opened.wait_for_load_state("networkidle")
    element = wanted.get("element")
    picture = opened.locator(element).first.screenshot() if element else opened.screenshot()
    context.close()
    return picture


def small(picture: bytes) -> bytes:
    """Return a picture with few colours and well packed; the same picture gives the same bytes."""
    packed = io.BytesIO()
    whole = Image.open(io.BytesIO(picture)).convert("RGB")
    # maximum coverage: a colour that stands in few places, as in a legend, stays what it is
    few = whole.quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, kmeans=4, dither=Image.Dither.NONE)
    few.save(packed, "PNG", optimize=True)
    return packed.getvalue()


def make(names: list[str]) -> None:
    """Write pictures into docs/pictures, all of them if none is named."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=PROGRAM, chromium_sandbox=False)
        for name in names or PICTURES:
            with TemporaryDirectory() as folder:
                content = small(PICTURES[name](Path(folder), browser))
            (OUT / f"{name}.png").write_bytes(content)
            print(f"{name}.png {len(content) / 1024:.0f} KB", file=sys.stderr)
        browser.close()


if __name__ == "__main__":
    make(sys.argv[1:])
