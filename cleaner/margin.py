"""An explained page painted: its text with the edits in place, their rules in the margin, reasons below.

Colour where the terminal has it: taken out is red and struck, put in is green, in doubt is yellow.
Without, signs say the same: [-old-], {+new+}, [?doubt?].
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.text import Text

from cleaner import explain
from cleaner.explain import NEW, OLD, Line, Piece, readable, visible
from cleaner.model import Doc
from cleaner.report.verdict import counted

STYLES = {OLD: "red strike", NEW: "green", "doubt": "yellow underline"}
SIGNS = {OLD: ("[-", "-]"), NEW: ("{+", "+}"), "doubt": ("[?", "?]")}
_SPACES = {0xA0: " ", 0x202F: " "}  # no-break ones are shown as such only where an edit is about them
LEAST_TEXT = 24  # cells that the text has beside the margin, however narrow the terminal
MOST = 160  # characters of the words in doubt that are told again below the page


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a page is painted on: *width* in cells, None for lines as long as they are.

    *rules*: width of the column of rules; *numbers*: of that of line numbers; *is_plain*: signs for colours.
    """

    console: Console
    width: int | None
    rules: int
    numbers: int
    is_plain: bool

    @property
    def text(self) -> int | None:
        """How many cells the text has."""
        return self.width and max(LEAST_TEXT, self.width - self.rules - self.numbers - 7)


def paint(doc: Doc, name: str = "", *, console: Console | None = None, changed: bool = False) -> None:
    """Print a page with its edits, and why each was made, on standard output.

    *name*: what to call the page; *changed*: leave out lines without an edit or a doubt.
    """
    console = console or Console(highlight=False)
    lines = explain.lines(doc)
    sheet = _sheet(console, lines, doc)
    shown = [*_head(doc, name, sheet), *_page(lines, doc, sheet, changed=changed)]
    for text in [*shown, *_why(lines, doc, sheet), *_names(doc, sheet), *_doubts(lines, doc, sheet), Text()]:
        console.print(text, soft_wrap=True)


def _sheet(console: Console, lines: list[Line], doc: Doc) -> Sheet:
    width = console.width if console.is_terminal or "COLUMNS" in os.environ else None
    told = {rule for line in lines for rule in line.rules} | {f.rule for f in doc.findings}
    widest = max(map(cell_len, told), default=0)
    rules = min(widest, max(12, width // 3)) if width else widest
    is_plain = console.no_color or console.color_system is None
    return Sheet(console, width, rules, len(str(max((line.number for line in lines), default=1))), is_plain)


def _head(doc: Doc, name: str, sheet: Sheet) -> Iterator[Text]:
    edits, removed, added = doc.edits, sum(len(e.old) for e in doc.edits), sum(len(e.new) for e in doc.edits)
    told = [f"language {doc.lang} ({doc.lang_confidence:.2f})", counted(len(edits), "edit")]
    told += [f"{removed:,} characters out, {added:,} in"] if edits else []
    told += [counted(len(doc.findings), "doubt")]
    for words in (Text(visible(name), "bold"), Text(" · ".join(told), "dim")):
        yield from words.wrap(sheet.console, sheet.width) if sheet.width and words else [words]
    yield Text()


def _page(lines: list[Line], doc: Doc, sheet: Sheet, *, changed: bool) -> Iterator[Text]:
    left = 0
    for line in lines:
        if changed and not (line.rules or line.doubts):
            left += 1
            continue
        if left:
            yield _left_out(left, sheet)
        left = 0
        yield from _painted(line, doc, sheet)
    if left:
        yield _left_out(left, sheet)


def _left_out(count: int, sheet: Sheet) -> Text:
    return _gutter(sheet, Text(), "", Text(f"⋯ {counted(count, 'line')} as before", "dim"))


def _painted(line: Line, doc: Doc, sheet: Sheet) -> Iterator[Text]:
    """Yield a line as it is wrapped, its rules beside it; more rules than rows go on below."""
    body = Text()
    for piece in line.pieces:
        body.append_text(_piece(piece, sheet))
    rows = list(body.wrap(sheet.console, sheet.text)) if sheet.text and body else [body]
    notes = [_note(rule, line, sheet) for rule in line.rules]
    notes += [Text(_fit(doc.findings[n].rule, sheet.rules), "yellow") for n in line.doubts]
    for at in range(max(len(rows), len(notes))):
        note = notes[at] if at < len(notes) else Text(" " * sheet.rules)
        row = rows[at] if at < len(rows) else Text()
        number = "" if at or (line.is_blank and not line.rules) else str(line.number)
        yield _gutter(sheet, note, number, row, _sign(line))


def _gutter(sheet: Sheet, note: Text, number: str, row: Text, sign: tuple[str, str] = (" ", "dim")) -> Text:
    line = Text(" " * (sheet.rules - cell_len(note.plain)))
    line.append_text(note)
    line.append(f" {number:>{sheet.numbers}}", "dim")
    mark, style = sign
    line.append(f" {mark if number else ' '}", style).append("│ ", style)
    return line.append_text(row)


def _sign(line: Line) -> tuple[str, str]:
    """Return the sign and the colour beside a line: gone, changed, in doubt, or as it was."""
    if line.is_gone:
        return "-", "red"
    if line.rules:
        return "~", "green"
    return ("?", "yellow") if line.doubts else (" ", "dim")


def _note(rule: str, line: Line, sheet: Sheet) -> Text:
    kinds = {piece.kind for piece in line.pieces if piece.rule == rule}
    return Text(_fit(rule, sheet.rules), "red" if kinds == {OLD} else "green")


def _fit(rule: str, width: int) -> str:
    rule = visible(rule)
    return rule if cell_len(rule) <= width else set_cell_size(rule, width - 1) + "…"


def _piece(piece: Piece, sheet: Sheet) -> Text:
    kind = "doubt" if piece.doubts and piece.kind != NEW else piece.kind
    text = readable(piece.text.translate(_SPACES)) if piece.kind == explain.SAME else _edited(piece.text)
    if kind in STYLES and sheet.is_plain:
        before, after = SIGNS[kind]
        return Text(f"{before}{text}{after}")
    return Text(text, STYLES.get(kind, ""))


def _edited(text: str) -> str:
    """Write what was taken out or put in so that all of it is seen, blanks and lone marks too."""
    blank = not text.strip(" ")
    lone = unicodedata.category(text[0]).startswith("M")
    return ("◌" if lone else "") + (text.replace(" ", "·") if blank else readable(text))


def _why(lines: list[Line], doc: Doc, sheet: Sheet) -> Iterator[Text]:
    """Yield the reasons of the edits, rule by rule, each with the lines where it was made."""
    if doc.edits:
        yield from _title("why")
    for rule, reasons in _reasons(lines, doc).items():
        label = Text(_fit(rule, sheet.rules), "cyan")
        for why, numbers in reasons.items():
            yield from _entry(label, _ranges(list(numbers)), Text(readable(why)), sheet)
            label = Text()


def _reasons(lines: list[Line], doc: Doc) -> dict[str, dict[str, dict[int, None]]]:
    """Return for each rule its reasons with line numbers, in order of the page; what cannot be seen last."""
    found: dict[str, dict[str, dict[int, None]]] = {}
    for line in lines:
        for piece in line.pieces:
            if piece.rule:
                found.setdefault(piece.rule, {}).setdefault(piece.why, {}).setdefault(line.number)
    for edit in doc.edits:
        found.setdefault(edit.rule, {}).setdefault(edit.why, {})
    return found


def _names(doc: Doc, sheet: Sheet) -> Iterator[Text]:
    if doc.names:
        yield from _title("names")
    told = {edit.why for edit in doc.edits}
    for name in doc.names:
        words = Text(f"{readable(name.form)} → {readable(name.canonical)}")
        words.append("" if name.evidence in told else f"; {readable(name.evidence)}", "dim")
        yield from _entry(Text(_fit(name.decision, sheet.rules), "cyan"), "", words, sheet)


def _doubts(lines: list[Line], doc: Doc, sheet: Sheet) -> Iterator[Text]:
    if doc.findings:
        yield from _title("in doubt, and left as it is")
    for number, finding in enumerate(doc.findings):
        at = [line.number for line in lines if number in line.doubts]
        told = Text()
        told.append(f"“{_cut(finding.text)}” ", "yellow") if finding.text else told
        told.append(readable(finding.message))
        if finding.evidence:
            told.append(f" ({readable(finding.evidence)})", "dim")
        yield from _entry(Text(_fit(finding.rule, sheet.rules), "yellow"), _ranges(at), told, sheet)


def _title(words: str) -> Iterator[Text]:
    yield Text()
    yield Text(words, "bold")


def _entry(label: Text, lines: str, told: Text, sheet: Sheet) -> Iterator[Text]:
    """Yield a note below the page: rule, line numbers, words, wrapped beside the margin."""
    words = Text.assemble((f"line {lines}: " if lines else "", "dim"), told)
    room = sheet.width and max(LEAST_TEXT, sheet.width - sheet.rules - 2)
    rows = list(words.wrap(sheet.console, room)) if room else [words]
    for at, row in enumerate(rows):
        first = label if not at else Text()
        line = Text(" " * (sheet.rules - cell_len(first.plain)))
        yield line.append_text(first).append("  ").append_text(row)


def _ranges(numbers: list[int]) -> str:
    """Return line numbers as one reads them.

    >>> _ranges([1, 3, 4, 5, 9])
    '1, 3-5, 9'
    """
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in spans)


def _cut(text: str) -> str:
    text = readable(text)
    return text if len(text) <= MOST else f"{text[: MOST // 2]} … {text[-MOST // 2 :]}"
