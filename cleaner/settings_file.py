"""A settings file to begin with: every setting with its default and meaning, fitted to an input."""

from __future__ import annotations

import ast
import inspect
import io
import json
import textwrap
import tokenize
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from cleaner import config, phrases
from cleaner.config import Config
from cleaner.explain import visible
from cleaner.readers.settings import COLUMNS
from cleaner.report.verdict import counted
from cleaner.sample import Sample

WIDTH = 100
MOST = 8  # languages, sites and rules that are named
HEAD = """Settings for cleaner, used by: cleaner run INPUT --out runs/first --config cleaner.toml

A line that begins with #name = value shows a default: take the # away to change it."""
READ = """How inputs are read; an option of the command, such as --text-column or --encoding, wins over it."""


def written(sample: Sample | None = None, inputs: str = "") -> str:
    """Return the text of a settings file, fitted to a *sample* of *inputs*; all defaults without one.

    It is TOML that `config.load` reads. Only what was fitted is set; all else stands as comments.
    """
    parts = [_prose(HEAD)]
    if sample:
        parts.append("\n".join(_prose(line) for line in _seen(sample, inputs)))
    parts += [_setting(name, value) for name, value in _plain().items() if not _is_table(value)]
    parts += [_table(name, value) for name, value in _plain().items() if _is_table(value)]
    parts.append("\n".join([_prose(READ), f"[{config.INPUT}]", *_input(sample)]))
    return "\n\n".join(parts) + "\n"


def meanings() -> dict[str, str]:
    """Return what each setting means: the comment behind its field in `Config`, whose source is read.

    >>> meanings()["short_chars"]
    'code points below which a cleaned text is reported as short'
    """
    source = textwrap.dedent(inspect.getsource(Config))
    (made,) = [node for node in ast.parse(source).body if isinstance(node, ast.ClassDef)]
    comments = {
        token.start[0]: token.string.lstrip("# ")
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type == tokenize.COMMENT
    }
    return {
        node.target.id: " ".join(comments[n] for n in range(node.lineno, _end(node) + 1) if n in comments)
        for node in made.body
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    }


def _end(node: ast.AnnAssign) -> int:
    return node.end_lineno or node.lineno


def _plain() -> dict[str, Any]:
    plain = Config()
    return {setting.name: getattr(plain, setting.name) for setting in fields(Config)}


def _is_table(value: Any) -> bool:
    return is_dataclass(value) or isinstance(value, Mapping)


def _setting(name: str, value: Any) -> str:
    return f"{_prose(_told(name))}\n#{name} = {_toml(value)}"


def _told(name: str) -> str:
    """Return the meaning of a setting as a sentence."""
    words = meanings()[name]
    return words[:1].upper() + words[1:] + "."


def _table(name: str, value: Any) -> str:
    keys = [f"#{key} = {_toml(held)}" for key, held in value.as_dict().items()]
    return "\n".join([_prose(_told(name)), f"#[{name}]", *keys])


def _input(sample: Sample | None) -> Iterator[str]:
    """Yield the lines of the table `[input]`."""
    columns = dict(sample.columns.items()) if sample and sample.columns else {}
    for name, held in COLUMNS.items():
        if columns.get(held) and columns[held] != held:
            yield f"{name} = {_toml(columns[held])}"
        else:
            yield f'#{name} = "{held}"'
    known = sample.encoding if sample else None
    yield f"encoding = {_toml(known)}" if known else '#encoding = "utf-8"'
    yield _prose("Count first what recurs on the pages of a site, and how names are spelt: two passes.")
    yield "#survey = true" if not sample or sample.survey_pays else "survey = false"


def _seen(sample: Sample, inputs: str) -> Iterator[str]:
    """Yield what the sample showed, a sentence each."""
    files = ", ".join(f"{n} {end}" for end, n in sample.files.most_common())
    rows = "all of them" if sample.is_whole else f"of about {max(sample.total, sample.rows + 1):,}"
    yield f"Fitted to {visible(inputs)} ({files}): {counted(sample.rows, 'row')} looked at, {rows}."
    if sample.guessed:
        yield f"Columns: {visible(sample.guessed)}; look whether it is."
    if sample.encoding:
        yield f"Encoding: text is in {sample.encoding}, which was recognised by its words."
    yield f"Languages: {_most(sample.languages)}.{_without_phrases(sample.languages)}"
    yield _sites(sample)
    yield f"Most edits: {_most(sample.rules)}."
    if sample.comments:
        pages = counted(sample.comments, "page")
        yield f'Readers\' comments stand below {pages}: comments = "table" would keep them in a table.'
    if sample.unread:
        yield f"Not read: {_most(sample.unread)}."
    for extra in sample.needs:
        yield f'Needed, and not installed: pip install "content-cleaner[{extra}]".'


def _most(counts: Counter[str]) -> str:
    named = ", ".join(f"{visible(name)} {n}" for name, n in _ordered(counts)[:MOST])
    more = len(counts) - MOST
    return (named or "none") + (f" and {more} more" if more > 0 else "")


def _ordered(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def _without_phrases(languages: Counter[str]) -> str:
    """Return what to tell of languages that have no phrase file; only signs without words count there."""
    missing = sorted(set(languages) - set(phrases.names_of("lang")) - {"und"})
    return f" No phrases are known in {', '.join(map(visible, missing))}." if missing else ""


def _sites(sample: Sample) -> str:
    pays = "a survey pays" if sample.survey_pays else "too few pages for a survey to tell anything"
    named = _most(sample.sites) if sample.sites else "no page has an address, so all count as one"
    return f"Sites: {named}; {pays}."


def _prose(text: str) -> str:
    """Return text as comments."""
    lines = [row for line in text.split("\n") for row in _wrapped(line)]
    return "\n".join(f"# {line}".rstrip() for line in lines)


def _wrapped(line: str) -> list[str]:
    return textwrap.wrap(line, WIDTH - 2, break_on_hyphens=False, break_long_words=False) or [""]


def _toml(value: Any) -> str:
    r"""Return a value as TOML writes it.

    >>> _toml(True), _toml(0.9), _toml(("tag",)), _toml("a\x1b")
    ('true', '0.9', '["tag"]', '"a\\u001b"')
    """
    if isinstance(value, str):
        return '"' + "".join(map(_char, value)) + '"'
    if isinstance(value, tuple | list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return json.dumps(value)


def _char(c: str) -> str:
    if c in '"\\':
        return "\\" + c
    if c.isprintable():
        return c
    return f"\\u{ord(c):04x}" if ord(c) < 1 << 16 else f"\\U{ord(c):08x}"
