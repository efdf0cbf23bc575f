"""A Doc in a notebook: its text with every edit marked in its place, the rules beside it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from markupsafe import Markup

from cleaner.marked import Mark, lines, marked
from cleaner.model import Doc
from cleaner.notebook import parts
from cleaner.report.show import language, shown, visible

LINES = 60  # lines shown, those that stayed and are passed over aside
SHORT = 12  # lines of a text up to which all are shown
NEAR = 1  # lines that stayed which are shown on either side of one that changed
DOUBTS = 20  # findings that are listed
CLIP = 240  # code points of a stretch that are shown
ROW = "display:grid;grid-template-columns:minmax(0,1fr) minmax(6em,15em);gap:0 1em;padding:.12em 0"
TEXT = "white-space:pre-wrap;overflow-wrap:anywhere;text-align:start"
STYLES = {
    "del": parts.TINTS["bad"] + ";color:inherit;text-decoration:line-through",
    "ins": parts.TINTS["good"] + ";color:inherit;text-decoration:underline",
    "mark": parts.TINTS["doubt"] + ";color:inherit",
}


def html(doc: Doc) -> Markup:
    """Return a Doc as HTML: facts, then its lines with what went, came, and is in doubt."""
    facts = [
        parts.badge(f"{doc.lang} {doc.lang_confidence:.2f}", "plain"),
        f"{len(doc.raw):,} → {len(doc.text):,} characters",
        parts.count(len(doc.edits), "edit"),
        parts.count(len(doc.findings), "doubt"),
    ]
    known = [(name, getattr(doc, name)) for name in ("title", "author", "date", "url")]
    told = Markup("").join(
        Markup("<span>{} {}</span>").format(parts.muted(name), shown(value, 120))
        for name, value in known
        if value
    )
    more = Markup('<div style="{}">{}</div>').format(parts.HEAD, told) if told else Markup("")
    return parts.box(parts.head("Doc", *facts), more, _body(doc), _doubts(doc))


def _body(doc: Doc) -> Markup:
    shown_lines = _trimmed(list(lines(marked(doc))))
    rows = list(map(_line, shown_lines) if len(shown_lines) <= SHORT else _rows(shown_lines))
    shown_rows = Markup("").join(rows[:LINES])
    if len(rows) > LINES:
        shown_rows += _row(parts.muted(f"… {len(rows) - LINES:,} more"), Markup(""))
    lang = Markup(' lang="{}"').format(language(doc.lang)) if language(doc.lang) else ""
    return Markup('<div dir="auto" style="margin-top:.5em"{}>{}</div>').format(lang, shown_rows)


def _doubts(doc: Doc) -> Markup:
    if not doc.findings:
        return Markup("")
    rows = [(visible(f.rule), f.text, f.message) for f in doc.findings[:DOUBTS]]
    title = parts.count(len(doc.findings), "doubt") + ", left as it is"
    return parts.folded(title, parts.table(("rule", "text", "what is doubtful"), rows))


def _rows(all_lines: list[list[Mark]]) -> Iterator[Markup]:
    """Yield lines as rows; runs of lines that stayed are passed over but for their ends."""
    at = 0
    for is_changed, run in groupby(all_lines, _is_changed):
        group = list(run)
        at += len(group)
        last = 0 if at == len(all_lines) else NEAR
        if is_changed or len(group) <= NEAR + last + 1:
            yield from map(_line, group)
        else:
            yield from map(_line, group[:NEAR])
            yield from _passed(group[NEAR : len(group) - last])
            yield from map(_line, group[len(group) - last :])


def _passed(group: list[list[Mark]]) -> Iterator[Markup]:
    """Yield a row that says how many lines are passed over; one line says no less than that row would."""
    filled = [line for line in group if line]
    if len(filled) <= 1:
        yield from map(_line, group)
    else:
        yield _row(parts.muted(f"… {len(filled):,} lines as before …"), Markup(""))


def _trimmed(all_lines: list[list[Mark]]) -> list[list[Mark]]:
    """Return lines without the line feeds that went with the lines behind them: those tell why."""
    trimmed: list[list[Mark]] = []
    ends = True  # whether all behind a line went
    for line in reversed(all_lines):
        if _is_blank(line):
            continue
        kept = line[:-1] if ends and len(line) > 1 and _is_blank(line[-1:]) else line
        trimmed.append(kept)
        ends = bool(line) and all(mark.kind == "del" for mark in line)
    return trimmed[::-1]


def _is_blank(line: list[Mark]) -> bool:
    """Return whether a line holds nothing but white space that went: the lines beside it tell why."""
    return bool(line) and all(mark.kind == "del" and not mark.text.strip() for mark in line)


def _is_changed(line: list[Mark]) -> bool:
    return any(mark.kind != "keep" or mark.doubt for mark in line)


def _line(line: list[Mark]) -> Markup:
    rules = dict.fromkeys(mark.rule or mark.doubt.partition(":")[0] for mark in line if _is_changed([mark]))
    margin = Markup("<br>").join(visible(rule) for rule in rules)
    return _row(Markup("").join(map(_stretch, line)), margin)


def _row(text: Markup, margin: Markup) -> Markup:
    return Markup(
        '<div style="{}"><bdi dir="auto" style="{}">{}</bdi>'
        '<span dir="ltr" style="{};{};overflow-wrap:anywhere">{}</span></div>'
    ).format(ROW, TEXT, text, parts.MONO, parts.MUTED, margin)


def _stretch(mark: Mark) -> Markup:
    text = _clipped(mark.text, joiners=mark.kind != "keep")
    if mark.kind != "keep":
        told = f"{mark.rule}: {mark.why}" if mark.why else mark.rule
        text = _tagged(mark.kind, text, told)
    return _tagged("mark", text, mark.doubt) if mark.doubt else text


def _tagged(tag: str, text: Markup, told: str) -> Markup:
    return Markup('<{0} style="{1}"{2}>{3}</{0}>').format(tag, STYLES[tag], parts.hint(told), text)


def _clipped(text: str, *, joiners: bool) -> Markup:
    if len(text) <= CLIP:
        return visible(text, joiners=joiners)
    half = CLIP // 2
    ends = visible(text[:half], joiners=joiners), visible(text[-half:], joiners=joiners)
    return Markup("{}{}{}").format(ends[0], parts.muted(f" … {len(text) - 2 * half:,} more … "), ends[1])
