"""What the site adds to the pages: parts that the code tells, and pages that nav does not name.

A page asks for a part by a line `<!-- generated: NAME -->`; PARTS has the names.
"""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click

from cleaner import config, lexicon
from cleaner.cli import main

DOCS = Path(__file__).parent
WIDTH = 84  # characters of a line of help, as many as a page shows
_WANTED = re.compile(r"^<!-- generated: ([\w-]+) -->$", re.MULTILINE)
_NOT_RUN = re.compile(r"^<!-- not run: (.+?) -->\n", re.MULTILINE)
_SETTING = re.compile(r"^    (\w+): (.+?) = ")
_DECISION = "decisions/"


def commands() -> str:
    """Return every command with its help."""
    context = click.Context(main, info_name="cleaner", terminal_width=WIDTH, **main.context_settings)
    parts = [_command(main, context)]
    parts += [
        _command(one, click.Context(one, context, info_name=name, terminal_width=WIDTH))
        for name, one in main.commands.items()
    ]
    return "\n\n".join(parts)


def _command(command: click.Command, context: click.Context) -> str:
    return f"## {context.command_path}\n\n```text\n{command.get_help(context)}\n```"


def settings() -> str:
    """Return a table of every setting: name, type, default, and what its comment in the code says."""
    plain = config.Config().as_dict()
    rows = [f"| `{name}` | {kind} | `{_default(plain[name])}` | {why} |" for name, kind, why in _fields()]
    return "\n".join(["| setting | type | default | meaning |", "|---|---|---|---|", *rows])


def _default(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else repr(value).replace("'", '"')


def _fields() -> Iterator[tuple[str, str, str]]:
    """Yield name, type and comment of each field of Config."""
    source = Path(config.__file__).read_text(encoding="utf-8")
    told = {
        token.start[0]: token.string.lstrip("# ")
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type == tokenize.COMMENT
    }
    lines = source.split("\n")
    for number, line in enumerate(lines, 1):
        if match := _SETTING.match(line):
            end = next(n for n in range(number, number + 4) if n in told)
            yield match[1], match[2].replace("tuple[str, ...]", "list of strings"), _sentence(told[end])


def _sentence(words: str) -> str:
    return words[0].upper() + words[1:].replace("|", r"\|") + "."


def kinds() -> str:
    """Return a table of the kinds of boilerplate."""
    rows = [
        f"| `{kind.id}` | {kind.strength} | {_cell(kind.example)} |" for kind in lexicon.load().kinds.values()
    ]
    return "\n".join(["| kind | strength | example |", "|---|---|---|", *rows])


def _cell(text: str) -> str:
    return text.replace("|", r"\|").replace("<", "&lt;")


PARTS: dict[str, Callable[[], str]] = {"commands": commands, "settings": settings, "kinds": kinds}


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Fill in what a page asks for; say of a block that no test runs it, and why."""
    filled = _WANTED.sub(lambda match: PARTS[match[1]](), markdown)
    return _NOT_RUN.sub(r'<p class="not-run">No test runs this: \1.</p>\n\n', filled)


def on_config(config: Any) -> Any:
    """Put pages that nav does not name where they belong."""
    sections = {
        name: pages for entry in config.nav for name, pages in entry.items() if isinstance(pages, list)
    }
    design = next(entry for entry in sections["Design"] if "Decisions" in entry)
    known = set(re.findall(r"[\w/-]+\.md", str(config.nav)))
    pages = sorted(path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md"))
    design["Decisions"] = [page for page in pages if page.startswith(_DECISION)]
    sections["How to"] += [page for page in pages if page not in known and not page.startswith(_DECISION)]
    return config


def on_post_page(output: str, **_: Any) -> str:
    """Name the search for those who do not see it; the theme does not."""
    return output.replace('role="dialog">', 'role="dialog" aria-label="Search">', 1)
