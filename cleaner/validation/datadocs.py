"""Data Docs of Great Expectations as static pages that load nothing and run nothing.

The words are those of its renderers, in its order: rules about the table, then those of each column
by name. The pages are ours. Its own run scripts that stand in the data, show no status without the
network, and hide parts until a script shows them; patches to that would break with its releases.
Results hold no values of rows, and pages no time: the same validation gives the same bytes.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from cleaner.errors import SuiteError
from cleaner.validation import engine, signs, wordings
from cleaner.validation.results import SEVERITIES, RuleResult, Validation
from cleaner.validation.suites import Suite

if TYPE_CHECKING:
    import jinja2

HERE = Path(__file__).parent
_SENTENCE = 1000  # code points of a sentence that are shown
_PLAIN_NAME = re.compile(r"[a-z][a-z0-9_-]{0,59}")  # of a table: fit for a file name on any system


@dataclass(frozen=True, slots=True)
class Line:
    """One rule on a page: what came of it, and how it is worded; *adds*: whether our sentence says more."""

    result: RuleResult
    wording: Markup
    observed: Markup
    counted: bool
    adds: bool


@dataclass(frozen=True, slots=True)
class Page:
    """One suite: its table, file name, and lines by section."""

    table: str
    file: str
    sections: Mapping[str, Sequence[Line]]

    @property
    def results(self) -> list[RuleResult]:
        """Return the results in the order of the page."""
        return [line.result for lines in self.sections.values() for line in lines]

    @property
    def unmet(self) -> list[RuleResult]:
        """Return what failed or could not be evaluated, in the order of the page."""
        return [result for result in self.results if result.status != "pass"]


def write(validation: Validation, suites: Iterable[Suite], folder: Path) -> Path:
    """Write the Data Docs of a validation into a new folder, and return its index.html.

    *suites*: those that were validated. There is a page for each, `suite-<table>.html`.
    Raises SuiteError if results and suites do not hold the same rules; OutputError if the folder
    exists or cannot be written.

    >>> import json, tempfile, pandas as pd
    >>> from cleaner.validation import suites, validate
    >>> folder = Path(tempfile.mkdtemp())
    >>> rule = {"type": "expect_column_values_to_be_between", "kwargs": {"column": "pages", "min_value": 1}}
    >>> _ = (folder / "books.json").write_text(json.dumps({"name": "books", "expectations": [rule]}))
    >>> found = validate(pd.DataFrame({"pages": [210, 0, 96]}), suite=folder / "books.json")
    >>> write(found, [suites.load_one(folder / "books.json")], folder / "docs").name
    'index.html'
    >>> sorted(path.name for path in (folder / "docs").iterdir())
    ['index.html', 'suite-books.html']
    """
    from cleaner.writers import fresh_folder

    pages = _pages(validation, list(suites))
    with fresh_folder(folder) as out:
        for page in pages:
            _write(out / page.file, title=f"{signs.plain(page.table)}: {told(page.unmet)}", page=page)
        bad = sum(bool(page.unmet) for page in pages)
        _write(out / "index.html", title=f"{bad} of {len(pages)} suites failed", pages=pages)
    return folder / "index.html"


def _pages(validation: Validation, suites: Sequence[Suite]) -> list[Page]:
    found: dict[str, list[RuleResult]] = {suite.table: [] for suite in suites}
    for result in validation.results:
        found.setdefault(result.table, []).append(result)
    declared = {suite.table: _calls(suite) for suite in suites}
    for table, results in found.items():
        if sorted(r.rule for r in results) != sorted(declared.get(table, ())):
            raise SuiteError(
                f"{table}: the results are not those of its suite; give the suites that were validated"
            )
    return [
        Page(table, _file(table, number), _sections(results, declared[table]))
        for number, (table, results) in enumerate(found.items(), 1)
    ]


def _calls(suite: Suite) -> dict[str, tuple[str, Mapping[str, Any]]]:
    """Return type and kwargs of each rule by its id; the floor is an expectation here too."""
    floor = ("expect_table_row_count_to_be_between", {"min_value": suite.min_rows})
    rules = {rule["meta"]["rule"]: (rule["type"], rule["kwargs"]) for rule in suite.rules}
    return {f"{suite.table}/rows": floor, **rules}


def _file(table: str, number: int) -> str:
    """Return a file name; a table whose name is unfit for one is told by its number."""
    return f"suite-{table if _PLAIN_NAME.fullmatch(table) else number}.html"


def _sections(results: Iterable[RuleResult], calls: Mapping[str, Any]) -> dict[str, list[Line]]:
    """Return lines by column; those about the table, by "", stand first."""
    sections: dict[str, list[Line]] = {}
    for result in sorted(results, key=lambda r: r.column):
        sections.setdefault(result.column, []).append(_line(result, *calls[result.rule]))
    return sections


def _line(result: RuleResult, type_: str, kwargs: Mapping[str, Any]) -> Line:
    words = wordings.wording(type_, kwargs)
    return Line(
        result=result,
        wording=signs.shown(result.sentence, _SENTENCE) if words is None else words,
        observed=wordings.observed(result),
        counted=result.status != "error" and not result.observed and wordings.judges_values(type_),
        adds=words is not None,
    )


def told(unmet: Sequence[RuleResult]) -> str:
    """Return how many expectations do not hold, by severity.

    >>> told([])
    'all expectations hold'
    """
    if not unmet:
        return "all expectations hold"
    counts = {name: sum(result.severity == name for result in unmet) for name in SEVERITIES}
    parts = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
    head = "1 expectation does" if len(unmet) == 1 else f"{len(unmet)} expectations do"
    return f"{head} not hold ({parts})"


def percent(part: int, whole: int) -> str:
    """Return a share in per cent, never rounded to 0 or 100 where it is not.

    >>> percent(1, 3), percent(1, 10_000), percent(9_999, 10_000), percent(0, 0)
    ('33.3 %', '< 0.1 %', '> 99.9 %', '–')
    """
    if not whole:
        return "–"
    share = 100 * part / whole
    if 0 < share < 0.05:
        return "< 0.1 %"
    return "> 99.9 %" if 99.95 <= share < 100 else f"{share:.1f} %".replace(".0 %", " %")


def _write(path: Path, **values: Any) -> None:
    version = engine._gx().__version__
    path.write_text(_template().render(version=version, **values), encoding="utf-8", newline="\n")


@cache
def _template() -> jinja2.Template:
    import jinja2

    environment = jinja2.Environment(
        autoescape=True,
        loader=jinja2.FileSystemLoader(HERE),
        lstrip_blocks=True,
        trim_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    css = (HERE / "datadocs.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(css.encode("utf-8")).digest()).decode("ascii")
    environment.filters |= {"shown": signs.shown, "told": told}
    environment.globals |= {"css": Markup(css), "css_hash": f"sha256-{digest}", "percent": percent}
    return environment.get_template("datadocs.html.j2")
