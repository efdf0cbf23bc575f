"""Docs to tables: the Arrow schemas of a run, and the rows that fill them.

`docs/tables.md` says what each column means; a test holds it against these schemas.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pyarrow as pa

if TYPE_CHECKING:
    import pandas as pd

    from cleaner.model import Doc

ARTICLES = pa.schema(
    [
        ("id", pa.string()),
        ("source", pa.string()),
        ("row", pa.int64()),
        ("url", pa.string()),
        ("site", pa.string()),
        ("title", pa.string()),
        ("author", pa.string()),
        ("date", pa.string()),
        ("lang", pa.string()),
        ("lang_confidence", pa.float64()),
        ("text", pa.string()),
        ("chars_in", pa.int64()),
        ("chars_out", pa.int64()),
        ("chars_removed", pa.int64()),
        ("chars_added", pa.int64()),
        ("edits", pa.int64()),
        ("findings", pa.int64()),
        ("residue", pa.int64()),
        ("mojibake", pa.int64()),
        ("controls", pa.int64()),
        ("text_sha256", pa.string()),
        ("input_sha256", pa.string()),
        ("record", pa.string()),
        ("escape", pa.string()),
    ]
)
EDITS = pa.schema(
    [
        ("article_id", pa.string()),
        ("layer", pa.int64()),
        ("start", pa.int64()),
        ("old", pa.string()),
        ("new", pa.string()),
        ("rule", pa.string()),
        ("why", pa.string()),
    ]
)
FINDINGS = pa.schema(
    [
        ("article_id", pa.string()),
        ("rule", pa.string()),
        ("start", pa.int64()),
        ("text", pa.string()),
        ("message", pa.string()),
        ("evidence", pa.string()),
    ]
)
NAMES = pa.schema(
    [
        ("article_id", pa.string()),
        ("form", pa.string()),
        ("canonical", pa.string()),
        ("votes", pa.string()),
        ("decision", pa.string()),
        ("rule", pa.string()),
        ("evidence", pa.string()),
    ]
)
QUARANTINE = pa.schema(
    [
        *ARTICLES,
        ("expectations", pa.list_(pa.string())),
        ("severities", pa.list_(pa.string())),
        ("reasons", pa.list_(pa.string())),
    ]
)
SCHEMAS = {
    "articles": ARTICLES,
    "edits": EDITS,
    "findings": FINDINGS,
    "names": NAMES,
    "quarantine": QUARANTINE,
}
