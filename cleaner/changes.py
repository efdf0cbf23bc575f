"""Two runs held against each other, for people: what differs first, word by word for some pages."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

from cleaner.comparison import Change, Comparison, PageChange, RuleChange
from cleaner.explain import readable, visible
from cleaner.ledger import MOST, grid, line, more, title

PIECES = {"del": ("red strike", "[-", "-]"), "ins": ("green", "{+", "+}"), "keep": ("", "", "")}
WORDS = {
    "rows_in": "rows in",
    "findings": "doubts",
    "chars_in": "characters in",
    "chars_removed": "characters removed",
    "chars_added": "characters added",
    "chars_out": "characters out",
}
PAGES = 3  # of each kind are told
KINDS = {
    "recleaned": "the same input, cleaned to another text",
    "changed": "another input, another text",
    "new": "new",
    "gone": "gone",
    "held": "went into quarantine",
    "freed": "came out of quarantine",
}


def paint(found: Comparison, to: Console) -> None:
    """Print a comparison."""
    line(to, Text.assemble((visible(found.before), "bold"), " → ", (visible(found.after), "bold")))
    if found.is_same:
        line(to, Text(f"nothing differs: {found.pages.same:,} pages read the same", "green"))
        return
    _rules(found, to)
    _counts("counts", found.counts, to)
    _counts("languages", found.languages, to)
    _counts("edits", found.edits, to)
    _counts("doubts", found.findings, to)
    _differences(found, to)
    _pages(found, to)


def _rules(found: Comparison, to: Console) -> None:
    for words, rules in (
        ("expectations that fail now", found.failing),
        ("expectations that hold again", found.mended),
    ):
        if rules:
            title(to, words)
            to.print(grid(map(_rule, rules[:MOST])))
            more(to, len(rules) - MOST, "expectation")


def _rule(rule: RuleChange) -> tuple[str | Text, ...]:
    style = "green" if rule.now == "pass" else "red" if rule.severity == "critical" else "yellow"
    rows = f"{rule.unexpected_was:,} → {rule.unexpected_now:,} rows"
    return Text("  " + visible(rule.severity), style), rule.rule, rows, f"{rule.was or 'none'} → {rule.now}"


def _counts(words: str, changes: Iterable[Change], to: Console) -> None:
    changed = [one for one in changes if one.was != one.now]
    if not changed:
        return
    title(to, words)
    to.print(grid(map(_change, changed[:MOST]), right=(1, 3, 4)))
    more(to, len(changed) - MOST, "more")


def _change(one: Change) -> tuple[str | Text, ...]:
    step = f"{one.now - one.was:+,}"
    style = "bold yellow" if one.notable else "dim"
    return "  " + WORDS.get(one.name, one.name), f"{one.was:,}", "→", f"{one.now:,}", Text(step, style)


def _differences(found: Comparison, to: Console) -> None:
    if found.differences:
        title(to, "settings and versions")
        rows = [("  " + d.name, d.was or "none", "→", d.now or "none") for d in found.differences]
        to.print(grid(rows))


def _pages(found: Comparison, to: Console) -> None:
    title(to, "pages", f"{found.pages.same:,} read the same")
    for kind, words in KINDS.items():
        count = getattr(found.pages, kind)
        if not count:
            continue
        line(to, Text(f"  {count:,} {words}"))
        shown = [page for page in found.samples if page.kind == kind][:PAGES]
        for page in shown:
            _page(page, to)
        if count > len(shown):
            line(to, Text(f"    … {count - len(shown):,} more", "dim"))


def _page(page: PageChange, to: Console) -> None:
    line(to, Text(f"    {visible(page.id)}", "cyan").append(f"  {_size(page)}", "dim"))
    if not page.pieces:
        return
    plain = to.no_color or to.color_system is None
    body = Text()
    for kind, text in page.pieces:
        if kind == "cut":
            body.append(f" … {visible(text)} characters … " if text else "… ", "dim")
            continue
        style, before, after = PIECES[kind]
        body.append(f"{before}{readable(text)}{after}" if plain else readable(text), "" if plain else style)
    for row in body.wrap(to, max(24, to.width - 6)):
        line(to, Text("      ").append_text(row))


def _size(page: PageChange) -> str:
    if page.chars_was is None or page.chars_now is None:
        return f"{page.chars_now or page.chars_was or 0:,} characters"
    return f"{page.chars_was:,} → {page.chars_now:,} characters, {page.edits_was} → {page.edits_now} edits"
