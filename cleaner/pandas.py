r"""The accessor `cleaner` of pandas frames and series; importing this module registers it.

>>> import pandas as pd, cleaner.pandas
>>> pd.Series(["A page.\nLeave a Reply"]).cleaner.clean().tolist()
['A page.']
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from cleaner import frames, names, validation
from cleaner.config import Config
from cleaner.errors import DataError

if TYPE_CHECKING:
    from cleaner.tables import Tables

__all__ = ["FrameAccessor", "SeriesAccessor"]


@pd.api.extensions.register_dataframe_accessor("cleaner")
class FrameAccessor:
    """What `frame.cleaner` does with the pages, or with any rows, of a frame."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self._frame = frame

    def clean(self, text: str = "text", *, config: Config | None = None) -> Tables:
        r"""Clean the column *text*, one page a row, and return the tables, as `cleaner.clean_frame` does.

        Raises DataError if there is no such column.

        >>> frame = pd.DataFrame({"body": ["A page.\nLeave a Reply"]})
        >>> frame.cleaner.clean(text="body").frame("edits").rule.tolist()
        ['comment-form/heading']
        """
        return frames.clean_frame(self._frame, text, config=config)

    def validate(self, suite: str | Path) -> validation.Validation:
        """Hold the frame against a suite of your own, a JSON file, as `cleaner.validate` does.

        Raises SuiteError if the suite is malformed.
        """
        return validation.validate(self._frame, suite=suite)


@pd.api.extensions.register_series_accessor("cleaner")
class SeriesAccessor:
    """What `series.cleaner` does with a column of pages, or of names."""

    def __init__(self, series: pd.Series[Any]) -> None:
        self._series = series

    def clean(self, *, lang: str | None = None, config: Config | None = None) -> pd.Series[Any]:
        r"""Return the column with each page clean; a missing or empty cell stays as it is.

        *lang*: ISO 639 code of all pages; detected page by page if not given. The edits are not kept:
        `frame.cleaner.clean` keeps them. Raises DataError if a page cannot be cleaned, for one
        because it has more than `max_chars` characters.

        >>> pd.Series(["A page.\nLeave a Reply", None]).cleaner.clean().isna().tolist()
        [False, True]
        """
        has_text = [isinstance(value, str) and bool(value.strip()) for value in self._series]
        pages = pd.DataFrame({"text": self._series[has_text].tolist()}, dtype=object)
        tables = frames.clean_frame(pages.assign(lang=lang) if lang else pages, config=config)
        for reject in tables.rejects:
            label = self._series.index[has_text][reject.row]
            raise DataError(f"row {label!r}: {reject.reason}; {reject.mend}")
        cleaned = self._series.copy()
        cleaned[has_text] = tables.articles.column("text").to_pylist()
        return cleaned

    def check_names(self, **options: Any) -> pd.DataFrame:
        """Return a row for each cell whose name looks misspelt; options as `names.check_column` has them.

        >>> people = pd.Series(["Ilhan Omar", "Ilhan Omar", "Ihlan Omar", "Ilhan Omar"])
        >>> people.cleaner.check_names(lang="en").suggestion.tolist()
        ['Ilhan Omar']
        """
        return names.check_column(self._series, **options)

    def fix_names(self, **options: Any) -> pd.Series[Any]:
        """Return the column with the names fixed that are certain; options as `names.fix_column` has them.

        `check_names` says which those are, and what stood there.

        >>> people = pd.Series(["Ilhan Omar", "Ilhan Omar", "Ihlan Omar", "Ilhan Omar"])
        >>> people.cleaner.fix_names(lang="en").tolist()[2]
        'Ilhan Omar'
        """
        return names.fix_column(self._series, **options)[0]
