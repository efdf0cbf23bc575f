"""An explained page painted: its text with the edits in place, their rules in the margin, reasons below.

Colour where the terminal has it: taken out is red and struck, put in is green, in doubt is yellow.
Without, signs say the same: [-old-], {+new+}, [?doubt?].
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from cleaner import explain
from cleaner import sheet as sheets
from cleaner.explain import NEW, OLD, Line, Piece, readable, visible
from cleaner.model import Doc
from cleaner.reasons import below
from cleaner.report.verdict import counted
from cleaner.sheet import Sheet, fit

STYLES = {OLD: "red strike", NEW: "green", "doubt": "yellow underline"}
SIGNS = {OLD: ("[-", "-]"), NEW: ("{+", "+}"), "doubt": ("[?", "?]")}
_SPACES = {0xA0: " ", 0x202F: " "}  # no-break ones are shown as such only where an edit is about them


def paint(doc: Doc, name: str = "", *, console: Console | None = None, changed: bool = False) -> None:
    """Print a page with its edits, and why each was made, on standard output.

    *name*: what to call the page; *changed*: leave out lines without an edit or a doubt.
    """
    console = console or Console(highlight=False)
    lines = explain.lines(doc)
    sheet = sheets.of(console, lines, doc)
    page = _page(lines, doc, sheet, changed=changed)
    for text in [*_head(doc, name, sheet), *page, *below(lines, doc, sheet), Text()]:
        console.print(text, soft_wrap=True)


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
    notes += [Text(fit(doc.findings[n].rule, sheet.rules), "yellow") for n in line.doubts]
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
    return Text(fit(rule, sheet.rules), "red" if kinds == {OLD} else "green")


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
