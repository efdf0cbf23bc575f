"""What stands below an explained page: why each edit was made, what became of names, what is in doubt."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len
from rich.text import Text

from cleaner.explain import Line, readable
from cleaner.model import Doc
from cleaner.sheet import LEAST_TEXT, Sheet, fit

MOST = 160  # characters of the words in doubt that are told again


def below(lines: list[Line], doc: Doc, sheet: Sheet) -> Iterator[Text]:
    """Yield the rows below a page."""
    yield from _why(lines, doc, sheet)
    yield from _names(doc, sheet)
    yield from _doubts(lines, doc, sheet)


def _why(lines: list[Line], doc: Doc, sheet: Sheet) -> Iterator[Text]:
    """Yield the reasons of the edits, rule by rule, each with the lines where it was made."""
    if doc.edits:
        yield from _title("why")
    for rule, reasons in _reasons(lines, doc).items():
        label = Text(fit(rule, sheet.rules), "cyan")
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
        yield from _entry(Text(fit(name.decision, sheet.rules), "cyan"), "", words, sheet)


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
        yield from _entry(Text(fit(finding.rule, sheet.rules), "yellow"), _ranges(at), told, sheet)


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
