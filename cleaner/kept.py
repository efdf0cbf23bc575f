"""Properties that are read once and kept.

As functools.cached_property, without its lock, which Python has done without since 3.12: lines and
pages belong to one thread.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class kept(Generic[T]):  # noqa: N801, a decorator
    """A property that is read when it is first asked for, and then stands in the object's own dict.

    >>> class Line:
    ...     @kept
    ...     def words(self):
    ...         return []
    >>> line = Line()
    >>> line.words is line.words
    True
    """

    def __init__(self, read: Callable[[Any], T]) -> None:
        self._read = read
        self.__doc__ = read.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, held: Any, owner: type) -> T:
        found = held.__dict__[self._name] = self._read(held)
        return found
