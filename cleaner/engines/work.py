"""The folder that a run works in until it is whole: what it is for, and what is done."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from cleaner.disk import unwritten, written
from cleaner.engines import parts
from cleaner.errors import OutputError, SuiteError
from cleaner.writers import write_json

PLAN, TOTAL = "plan.json", "total.survey"


@dataclass(frozen=True, slots=True)
class Work:
    """The work folder of a run that is to become *out*; it lies beside it."""

    folder: Path
    out: Path

    @property
    def parts(self) -> Path:
        """The folder of the cleaned parts."""
        return self.folder / "parts"

    @property
    def surveys(self) -> Path:
        """The folder of the surveys of the parts."""
        return self.folder / "survey"

    def finished(self) -> int:
        """Return how many parts are cleaned."""
        return sum(not path.name.startswith(".") for path in self.parts.iterdir())

    def is_surveyed(self, number: int) -> bool:
        """Return whether the survey of a part is there."""
        return (self.surveys / f"{parts.name(number)}.survey").is_file()

    def sweep(self) -> None:
        """Delete what was being written when the run broke off."""
        for left in [*self.parts.glob(".*"), *self.surveys.glob(".*")]:
            shutil.rmtree(left) if left.is_dir() else left.unlink()

    def remove(self) -> None:
        """Delete the folder and all in it."""
        shutil.rmtree(self.folder)


def path(out: Path) -> Path:
    """Return where the work folder of a run lies: beside what it is to become."""
    return out.with_name(f".{out.name}.work")


def begin(out: Path, plan: Mapping[str, Any], *, resume: bool = False) -> Work:
    """Return the work folder of a run, a new one or, to *resume*, the one that was left.

    *plan*: all that the result depends on: inputs, settings, versions. Raises OutputError if *out*
    exists or cannot be written, if there is something to resume and *resume* was not asked for, or
    if the plan is not the one that was begun.
    """
    if out.exists():
        raise OutputError(f"{out} exists: give another --out, or move it away first")
    work = Work(path(out), out)
    if (work.folder / PLAN).exists():
        if not resume:
            raise OutputError(
                f"{out}: a run into it was broken off, {work.finished()} parts are done; "
                f"go on with --resume, or delete {work.folder}"
            )
        _compare(work.folder / PLAN, plan)
        work.sweep()
        return work
    try:
        for folder in (work.parts, work.surveys):
            folder.mkdir(parents=True, exist_ok=True)
        write_json(plan, work.folder / PLAN)
    except OSError as error:
        shutil.rmtree(work.folder, ignore_errors=True)
        raise unwritten(out, error) from error
    return work


@contextmanager
def kept(work: Work) -> Iterator[None]:
    """Keep what is done if the block breaks off and there is something to go on with; else nothing stays.

    Raises OutputError where the system says that something cannot be written.
    """
    try:
        with written(work.out, ", then go on with --resume"):
            yield
    except BaseException as error:
        if not work.finished() or isinstance(error, SuiteError):
            work.remove()  # there is nothing to go on with
        else:
            work.sweep()
        raise
    work.remove()


def _compare(path: Path, plan: Mapping[str, Any]) -> None:
    """Raise OutputError that says what changed, if the plan is not the one in the file."""
    try:
        before = dict(orjson.loads(path.read_bytes()))
    except (OSError, TypeError, ValueError) as error:
        raise OutputError(f"{path}: cannot be read ({error}); delete {path.parent} and run anew") from error
    now = orjson.loads(orjson.dumps(plan))
    names = sorted({*before, *now})
    changed = [what for name in names for what in _differs(name, before.get(name), now.get(name))]
    if changed:
        raise OutputError(
            f"{path.parent}: cannot go on, for something changed since the run was begun: "
            f"{'; '.join(changed[:5])}; undo it, or delete that folder and run anew"
        )


def _differs(name: str, before: Any, now: Any) -> list[str]:
    if before == now:
        return []
    if name == "inputs" and isinstance(before, list) and isinstance(now, list):
        old, new = ({row["path"]: row for row in rows} for rows in (before, now))
        return [f"input {path}" for path in sorted({*old, *new}) if old.get(path) != new.get(path)]
    if isinstance(before, dict) and isinstance(now, dict):
        keys = sorted({*before, *now})
        return [
            f"{name} {key}: {before.get(key)} then, {now.get(key)} now"
            for key in keys
            if before.get(key) != now.get(key)
        ]
    return [f"{name}: {before} then, {now} now"]
