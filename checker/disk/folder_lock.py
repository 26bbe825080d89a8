"""Who uses a folder: many programs at a time, or one alone while it removes what the others would have open.

The lock is on the folder itself: no file of it is left about, and the system lets go of it when a program is killed.
Where folders cannot be locked, nobody is ever alone in one. On Windows everybody is: the system removes no file that
somebody has open.
"""

from __future__ import annotations

import os
import sys
import time
import weakref
from pathlib import Path
from types import TracebackType

if sys.platform != "win32":
    import fcntl

_PAUSE_S = 0.02


class FolderLock:
    """Held from its making until `release`, or until nobody knows it any more. Two in one program are two users."""

    def __init__(self, folder: Path, *, alone: bool = False, timeout_s: float) -> None:
        """Waits for `timeout_s`; raises OSError (TimeoutError where others use the folder for longer)."""
        self.release = _nothing
        if sys.platform == "win32":
            return
        handle = os.open(folder, os.O_RDONLY)
        self.release = weakref.finalize(self, os.close, handle)
        until = time.monotonic() + timeout_s
        while True:
            try:
                fcntl.flock(handle, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
                return
            except BlockingIOError:
                if time.monotonic() > until:
                    self.release()
                    raise TimeoutError(f"in use: {folder}") from None
                time.sleep(_PAUSE_S)
            except OSError:
                if alone:
                    self.release()
                    raise
                return

    def __enter__(self) -> FolderLock:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


def _nothing() -> None:
    """What there is to let go of where nothing is locked."""
