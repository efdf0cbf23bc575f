"""What a disk refuses, told with the place and the mend."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cleaner.errors import CleanerError, OutputError

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_REFUSED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


def unwritten(out: Path, error: OSError, then: str = "") -> OutputError:
    """Return the error that says why *out* cannot be written, and the mend; *then*: what to do after it.

    >>> print(unwritten(Path("runs/a"), OSError(errno.ENOSPC, "full"), ", then go on with --resume"))
    runs/a: cannot be written (No space left on device); free some space there, then go on with --resume
    """
    if error.errno in NO_ROOM:
        mend = "free some space there"
    else:
        mend = "choose a folder you may write to" if error.errno in _REFUSED else "see to that disk"
    told = os.strerror(error.errno) if error.errno else str(error)
    return OutputError(f"{out}: cannot be written ({told}); {mend}{then}")


@contextmanager
def written(out: Path, then: str = "") -> Iterator[None]:
    """Raise what the system says in the block of a file that cannot be written as OutputError.

    A disk that is full is told so whoever noticed: of *out*, and with what to do *then*.
    """
    try:
        yield
    except OSError as error:
        told = error.__cause__ if isinstance(error, CleanerError) else error
        if not isinstance(told, OSError) or (told is not error and told.errno not in NO_ROOM):
            raise
        raise unwritten(out, told, then) from told
