"""Two runs held against each other: what came and went, what reads otherwise, what was set otherwise.

Tables are read piece by piece; of a page a few numbers are held, and of what differs a sample.
"""

from cleaner.comparison.compare import compare
from cleaner.comparison.results import (
    Change,
    Comparison,
    Difference,
    PageChange,
    Pages,
    RuleChange,
    SiteChange,
)

__all__ = [
    "Change",
    "Comparison",
    "Difference",
    "PageChange",
    "Pages",
    "RuleChange",
    "SiteChange",
    "compare",
]
