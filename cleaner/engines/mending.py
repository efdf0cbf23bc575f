"""A row whose text a person mended: its measures, the edits that lead to it, the findings that stay."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from cleaner.errors import DataError, unreadable
from cleaner.model import narrow
from cleaner.steps import encoding
from cleaner.tables import sha256

Row = dict[str, Any]
RULE = "release/fix"


def mended(row: Row, text: str, why: str, edits: list[Row]) -> tuple[Row, list[Row]]:
    """Return a row with its new text and measures, and the edits that lead to it."""
    layer = 1 + max((edit["layer"] for edit in edits if edit["article_id"] == row["id"]), default=-1)
    changes = narrow(0, row["text"] or "", text)
    added = [
        {
            "article_id": row["id"],
            "layer": layer,
            "start": at,
            "old": old,
            "new": new,
            "rule": RULE,
            "why": why,
        }
        for at, old, new in changes
    ]
    return {
        **row,
        "text": text,
        "chars_out": len(text),
        "chars_removed": row["chars_removed"] + sum(len(old) for _, old, _ in changes),
        "chars_added": row["chars_added"] + sum(len(new) for _, _, new in changes),
        "edits": row["edits"] + len(added),
        "mojibake": encoding.mojibake(text),
        "controls": encoding.controls(text),
        "text_sha256": sha256(text),
    }, added


def settled(findings: list[Row], row: Row) -> list[Row]:
    """Return the findings, those about a mended row where their words still stand: there, or first."""
    kept = []
    for finding in findings:
        words = finding["text"] or ""
        if finding["article_id"] == row["id"] and not row["text"].startswith(words, finding["start"]):
            at = row["text"].find(words)
            if at < 0:
                continue
            finding = {**finding, "start": at}
        kept.append(finding)
    return kept


def read_fixes(path: Path) -> dict[str, str]:
    """Read mended texts: JSON lines with id and text. Raises DataError that names the line."""
    found: dict[str, str] = {}
    try:
        lines = path.read_bytes().split(b"\n")
    except OSError as error:
        raise DataError(f"{path}: {unreadable(error)}") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            found[str(row["id"])] = row["text"]
        except (ValueError, TypeError, KeyError) as error:
            raise DataError(
                f"{path}: line {number} is no object with id and text ({error}); mend it"
            ) from error
        if not isinstance(row["text"], str):
            raise DataError(f"{path}: line {number}: text is no string; mend it")
    return found
