"""The comparison itself: figures of both runs side by side."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from cleaner.comparison import pages as by_id
from cleaner.comparison import words
from cleaner.comparison.results import Change, Comparison, Difference, PageChange, RuleChange, SiteChange
from cleaner.report import figures, load, measured, summary
from cleaner.report.rules import Rule
from cleaner.report.sums import Sums
from cleaner.validation import profile
from cleaner.validation.results import Drift

SAMPLES = 8  # pages of each kind that are told
SITES = 200  # sites that differ most
_COLUMNS = ["id", "lang", "site", "chars_out", "edits"]
_COUNTS = ("rows_in", "articles", "quarantine", "rejects", "edits", "findings", "names")
_CHARS = ("chars_in", "chars_removed", "chars_added", "chars_out")


def compare(before: Path, after: Path) -> Comparison:
    """Return what differs between two run folders, *before* and *after*.

    A table without parts, and a missing validation/, count as empty. Raises OutputError if one of
    them is no run folder, or a file in it cannot be read.

    >>> import json, pathlib, tempfile
    >>> runs = [pathlib.Path(tempfile.mkdtemp()) for _ in range(2)]
    >>> for run, version in zip(runs, ["0.1.0", "0.2.0"]):
    ...     _ = (run / "run.json").write_text(json.dumps({"cleaner": version}))
    >>> compare(*runs).differences
    (Difference(kind='version', name='content-cleaner', was='0.1.0', now='0.2.0'),)
    """
    was, now = _Run(before), _Run(after)
    drift = profile.drift(was.figures, now.figures)
    notable = {one.measure for one in drift if one.notable}
    counted, keys = by_id.compared(before, after, SAMPLES)
    edits, findings, languages = "edits by ", "findings by ", "articles in "
    return Comparison(
        before=before.resolve().name,
        after=after.resolve().name,
        counts=_changes(was.counts, now.counts, order=(*_COUNTS, *_CHARS)),
        languages=_changes(was.languages, now.languages, notable=notable, prefix=languages),
        edits=_changes(was.edits, now.edits, notable=notable, prefix=edits),
        findings=_changes(was.findings, now.findings, notable=notable, prefix=findings),
        sites=_sites(was.sites, now.sites),
        rules=tuple(_rules(was.rules, now.rules)),
        pages=counted,
        samples=tuple(_samples(before, after, keys)),
        differences=tuple(_differences(was.about, now.about)),
        drift=tuple(_plain(drift)),
    )


class _Run:
    """What a run comes to, as figures by name."""

    def __init__(self, folder: Path) -> None:
        self.about = load.about(folder)
        self.figures = load.figures(folder) or {}
        self.rules = {rule.id: rule for rule in summary.read(load.summary(folder)).all}
        seen = measured.pages(folder)
        flow = figures.flow(folder, self.about.get("counts") or {}, load.rejects(folder, 0)[0])
        self.counts = {name: flow[name] for name in _COUNTS} | {name: seen.totals[name] for name in _CHARS}
        self.languages = {row["lang"]: row["pages"] for row in seen.languages}
        self.sites = {row["site"]: row for row in seen.sites}
        self.edits, self.findings = (_by_rule(folder, name) for name in ("edits", "findings"))


def _by_rule(folder: Path, name: str) -> dict[str, int]:
    sums = Sums(["rule"], [])
    for batch in load.batches(folder, name, ["rule"]):
        sums.add(batch)
    return {row["rule"] or "": row["count"] for row in sums.rows()}


def _changes(
    was: dict[str, int],
    now: dict[str, int],
    *,
    notable: Iterable[str] = (),
    prefix: str = "",
    order: Iterable[str] = (),
) -> tuple[Change, ...]:
    """Return both counts of each name: in the order given, else those that differ most first."""
    names = list(order) or sorted({*was, *now})
    found = [Change(n, was.get(n, 0), now.get(n, 0), prefix + n in notable) for n in names]
    return tuple(found if order else sorted(found, key=lambda c: -abs(c.now - c.was)))


def _sites(was: dict[str, Any], now: dict[str, Any]) -> tuple[SiteChange, ...]:
    """Return the sites that differ: most characters' worth first."""
    found = []
    for site in sorted({*was, *now}):
        a, b = was.get(site), now.get(site)
        change = SiteChange(
            site, a["count"] if a else 0, b["count"] if b else 0, _share(a), _share(b)
        )  # fmt: skip
        weight = abs((b["gone"] if b else 0) - (a["gone"] if a else 0))
        if weight or change.pages_was != change.pages_now:
            found.append((-weight, change))
    return tuple(change for _, change in sorted(found, key=lambda pair: (pair[0], pair[1].site))[:SITES])


def _share(row: dict[str, Any] | None) -> float | None:
    return None if row is None else round(row["gone"] / max(row["chars_in"], 1), 6)


def _rules(was: dict[str, Rule], now: dict[str, Rule]) -> Iterator[RuleChange]:
    """Yield the rules whose outcome differs: those that fail now first."""
    told = {**now, **{id_: rule for id_, rule in was.items() if id_ not in now}}
    changed = [rule for id_, rule in told.items() if _status(was, id_) != _status(now, id_)]
    rank = {"error": 0, "fail": 1}
    for rule in sorted(changed, key=lambda rule: rank.get(_status(now, rule.id), 2)):
        old, new = was.get(rule.id), now.get(rule.id)
        yield RuleChange(
            rule=rule.id,
            table=rule.table,
            severity=rule.severity,
            sentence=rule.sentence,
            was=_status(was, rule.id),
            now=_status(now, rule.id),
            unexpected_was=int((old and old.unexpected) or 0),
            unexpected_now=int((new and new.unexpected) or 0),
        )


def _status(rules: dict[str, Rule], id_: str) -> str:
    return rules[id_].status if id_ in rules else ""


def _samples(before: Path, after: Path, keys: dict[str, list[int]]) -> Iterator[PageChange]:
    wanted = {key for some in keys.values() for key in some}
    read = {*keys["changed"], *keys["recleaned"]}
    was, now = (by_id.rows(run, wanted, _COLUMNS) for run in (before, after))
    old, new = (by_id.rows(run, read, ["id", "text"]) for run in (before, after))
    for kind, some in keys.items():
        for key in some:
            texts = [side[key]["text"] or "" if key in side else "" for side in (old, new)]
            yield _page(kind, was.get(key), now.get(key), words.pieces(*texts) if key in read else ())


def _page(
    kind: str, was: dict[str, Any] | None, now: dict[str, Any] | None, pieces: tuple[tuple[str, str], ...]
) -> PageChange:
    known = now or was or {}
    return PageChange(
        kind=kind,
        id=known.get("id") or "",
        lang=known.get("lang") or "und",
        site=known.get("site") or "",
        chars_was=was["chars_out"] if was else None,
        chars_now=now["chars_out"] if now else None,
        edits_was=was["edits"] if was else None,
        edits_now=now["edits"] if now else None,
        pieces=pieces,
    )


def _differences(was: dict[str, Any], now: dict[str, Any]) -> Iterator[Difference]:
    """Yield the settings, ways of reading, and versions that differ."""
    for kind, name in (("setting", "settings"), ("reading", "reading"), ("version", "versions")):
        a, b = _dict(was.get(name)), _dict(now.get(name))
        if kind == "version":
            a, b = _versions(was) | a, _versions(now) | b
        for key in sorted({*a, *b}):
            if a.get(key) != b.get(key):
                yield Difference(kind, key, _words(a, key), _words(b, key))


def _versions(about: dict[str, Any]) -> dict[str, Any]:
    told = {"content-cleaner": about.get("cleaner"), "Python": about.get("python")}
    return {name: version for name, version in told.items() if version is not None}


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _words(values: dict[str, Any], key: str) -> str:
    if key not in values:
        return ""
    value = values[key]
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)


def _plain(drift: Iterable[Drift]) -> Iterator[Drift]:
    """Yield changes with numbers that JSON gives back as they were."""
    for one in drift:
        was, now = (None if value is None else round(float(value), 6) for value in (one.was, one.now))
        yield Drift(one.measure, was, now, one.told, one.notable)
