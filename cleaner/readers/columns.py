"""Which column holds the text, and which the rest, where nobody said so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from difflib import get_close_matches

from cleaner.errors import DataError
from cleaner.readers.reading import PLAIN, Columns

# Names that such columns have, the usual one first. A text is taken from a name of the list only if
# no other stands beside it; of the other lists the first name counts.
NAMES = {
    "text": "text body content article full_text article_text article_body articlebody maintext main_text"
    " page_text plain_text raw_text body_text raw_content fulltext story document",
    "id": "id _id docid doc_id document_id article_id page_id uid uuid guid key url link uri",
    "title": "title headline heading head_line article_title page_title",
    "url": "url link uri page_url source_url article_url canonical_url permalink href",
    "lang": "lang language lang_code language_code locale",
}
MOST = 20  # names that a message lists


def settled(names: Sequence[str], wanted: Columns, source: str) -> Columns:
    """Return the columns to read, from the *names* of all and what was *wanted*.

    A column but the text may be missing. Raises DataError that names the columns and the option if
    a wanted one is not there, or no guess is certain.

    >>> settled(["docid", "headline", "Body"], Columns(), "rows.csv")
    Columns(text='Body', id='docid', title='headline', url=None, lang=None)
    """
    found = {}
    for held, name in wanted.items():
        if name is not None:
            _check(name, names, held, source)
        found[held] = name or _guess(held, names, source)
    if not found["text"]:
        raise DataError(f"{source}: no column is called text; {_told(names)}: name it with --text-column")
    return Columns(**found)


def of_fields(names: Sequence[str], wanted: Columns, source: str) -> Columns:
    """Return the fields of JSON lines to read, from the first row: the plain names where "text" is there.

    Where nothing is like a text, "text" is asked for, and each row says what it has. Raises DataError
    for a choice between two.
    """
    if wanted.text is None and (PLAIN.text in names or not _like("text", names)):
        found = PLAIN
    else:
        found = Columns(**{held: _guess(held, names, source) for held, name in wanted.items() if not name})
    return replace(found, **{held: name for held, name in wanted.items() if name is not None})


def note(columns: Columns) -> str:
    """Return what to tell of columns that do not have their plain names; empty if all have.

    >>> note(Columns("body", "id", "headline"))
    "reading text from column 'body', title from 'headline'"
    """
    other = [(held, name) for held, name in columns.items() if name and name != held]
    return ", ".join(
        f"{'reading ' * (not at)}{held} from {'column ' * (not at)}{name!r}"
        for at, (held, name) in enumerate(other)
    )


def _like(held: str, names: Sequence[str]) -> list[str]:
    known = NAMES[held].split()
    return sorted((name for name in names if _folded(name) in known), key=lambda n: known.index(_folded(n)))


def _folded(name: str) -> str:
    return name.strip().lower().replace(" ", "_").replace("-", "_")


def _guess(held: str, names: Sequence[str], source: str) -> str | None:
    like = _like(held, names)
    if like.count(held) == 1:
        return held
    if held == "text" and len(like) > 1:
        either = " or ".join(map(repr, like))
        raise DataError(f"{source}: the text may stand in {either}: name its column with --text-column")
    return like[0] if like else None


def _check(name: str, names: Sequence[str], held: str, source: str) -> None:
    if names.count(name) != 1:
        said = f"{names.count(name)} columns are called" if name in names else "no column is called"
        near = get_close_matches(name, names, 1) if name not in names else []
        mend = f"did you mean {near[0]!r}?" if near else "give one of them, once"
        raise DataError(f"{source}: {said} {name!r} (--{held}-column); {_told(names)}; {mend}")


def _told(names: Sequence[str]) -> str:
    shown = [name if len(name) <= 40 else f"{name[:39]}…" for name in names[:MOST]]
    more = f" and {len(names) - MOST} more" if len(names) > MOST else ""
    return f"its columns are {', '.join(shown)}{more}"
