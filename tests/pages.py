"""The code of a page of docs, run as a reader would: in order, in one folder, in one Python session.

What a fence says: `python` is executed; `sh` is run line by line; a `title="…"` makes any block a file of
that name; `text` right behind code is what that code prints. A comment before a fence says more:
`<!-- not run: why -->` leaves it out, and says so on the site. A line `<!-- before: COMMAND -->` is run and
not shown. A line of shell that ends in `# exit code 1` must end so.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner

from cleaner.cli import main

_FENCE = re.compile(
    r"^<!-- before: (?P<before>.+?) -->$|"
    r"(?:^<!-- not run: (?P<why>.+?) -->\n)?^(?P<indent> *)```(?P<kind>\w*)(?P<more>[^\n]*)\n(?P<text>.*?)^ *```$",
    re.MULTILINE | re.DOTALL,
)
_TITLE = re.compile(r'title="([^"]+)"')
_EXIT = re.compile(r"#.*exit code (\d+)\s*$")
_SHELL = re.compile(r"[|<>&;$`*]")
RUN = {"python", "sh"}
SHOWN = {"text"}  # output, or a drawing
PAGE = """The bridge at Ashdown is closed
By Hanna Winter

The river rose again on Monday, and the bridge at Ashdown was closed to all traffic until noon.
Nobody was hurt, and the ferry takes those who have to cross.

Read also: The ferry is back after three years
Leave a Reply
nine + 2 =
"""
ROW = '{"id": "page-1", "text": "The river rose again on Monday.\\nLeave a Reply", "lang": "en"}\n'


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, its text, the file that it is, why it is not run, where it stands."""

    kind: str
    text: str
    file: str
    why_not: str
    line: int
    is_near: bool  # whether nothing but white space stands between it and the block before


def blocks(page: str) -> Iterator[Block]:
    """Yield the fenced blocks of a page, and what is run before them."""
    end = 0
    for match in _FENCE.finditer(page):
        line = page.count("\n", 0, match.start()) + 1
        if match["before"]:
            yield Block("sh", match["before"], "", "", line, is_near=False)
            continue
        title = _TITLE.search(match["more"])
        near = not page[end : match.start()].strip()
        yield Block(match["kind"], match["text"], title[1] if title else "", match["why"] or "", line, near)
        end = match.end()


def prepare(folder: Path) -> None:
    """Put into a folder what every page may take for granted: pages, a page, rows, the suites."""
    for name in ("pages", "new-pages"):
        (folder / name).mkdir()
        (folder / name / "bridge.txt").write_text(PAGE, encoding="utf-8")
    (folder / "page.txt").write_text(PAGE, encoding="utf-8")
    html = "".join(f"<p>{line}</p>" for line in PAGE.split("\n") if line)
    (folder / "page.html").write_text(f"<title>The bridge</title><article>{html}</article>", encoding="utf-8")
    shutil.copytree(Path(__file__).parents[1] / "expectations", folder / "expectations")
    (folder / "rows.jsonl").write_text(ROW, encoding="utf-8")


class Session:
    """A reader who does what a page says, in the folder of this process."""

    def __init__(self) -> None:
        self.names: dict[str, object] = {"__name__": "page"}
        self.printed: str | None = None

    def do(self, block: Block) -> None:
        """Run one block, write it, or hold it against what was printed."""
        if block.why_not:
            self.printed = None
        elif block.file:
            Path(block.file).write_text(block.text, encoding="utf-8")
        elif block.kind == "python":
            self.printed = self._python(block)
        elif block.kind == "sh":
            self.printed = "".join(map(self._line, lines(block.text)))
        elif block.kind in SHOWN:
            if block.is_near and self.printed is not None:
                assert self.printed == block.text, f"line {block.line}: it prints\n{self.printed}"
            self.printed = None
        else:
            raise AssertionError(
                f"line {block.line}: a block of {block.kind!r} needs a title, or a reason not to run"
            )

    def _python(self, block: Block) -> str:
        told = io.StringIO()
        with contextlib.redirect_stdout(told):
            exec(compile("\n" * block.line + block.text, "page", "exec"), self.names)
        return told.getvalue()

    def _line(self, line: str) -> str:
        wanted = int(match[1]) if (match := _EXIT.search(line)) else 0
        plain = shlex.join(shlex.split(line, comments=True))
        command = line if _SHELL.search(_EXIT.sub("", line).partition(" # ")[0]) else plain
        code, told = (
            _cleaner(command) if command.startswith("cleaner ") and command == plain else _shell(line)
        )
        assert code == wanted, f"{line}\nended with {code}: {told}"
        return told


def lines(text: str) -> list[str]:
    """Return the lines of a block of shell, those that go on joined; comments and blank lines apart."""
    joined = re.sub(r"\\\n\s*", "", text).split("\n")
    return [line for line in joined if line.strip() and not line.lstrip().startswith("#")]


def _cleaner(command: str) -> tuple[int, str]:
    """Run a command of ours in this process, which is quick."""
    done = CliRunner().invoke(main, shlex.split(command)[1:])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.stdout or ("" if done.exit_code in (0, 1) else done.output)


def _shell(line: str) -> tuple[int, str]:
    """Run any line in a shell where `cleaner` and `python` are those of this environment."""
    ours = f'cleaner() {{ {shlex.quote(sys.executable)} -m cleaner "$@"; }}'
    told = f'{ours}\npython() {{ {shlex.quote(sys.executable)} "$@"; }}\nset -o pipefail\n{line}'
    root = str(Path(__file__).parents[1])
    path = os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH")]))
    done = subprocess.run(
        ["bash", "-c", told],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": path},
    )
    return done.returncode, done.stdout or (done.stderr if done.returncode else "")


def parsed(command: str) -> None:
    """Parse a command of ours without running it; an option that there is not is an error of click's."""
    name, *args = shlex.split(command, comments=True)[1:]
    main.commands[name].make_context(name, args)
